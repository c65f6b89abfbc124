import { Type } from 'typebox'
import { ShopRef } from './catalog.ts'
import { Amount, Closed, Currency, Id, Many } from './shapes.ts'

export const CartLineBody = Closed({
  quantity: Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 }),
  selected: Type.Optional(Type.Boolean({ default: true })),
})

const Promotion = Type.Object({
  ruleId: Id,
  title: Type.String(),
  titleEn: Type.String(),
  threshold: Amount,
  amountOff: Amount,
  missing: Amount,
})
const CartLine = Type.Object({
  skuId: Id,
  productId: Id,
  title: Type.String(),
  titleEn: Type.String(),
  specText: Type.String(),
  specTextEn: Type.String(),
  image: Type.String(),
  quantity: Type.Integer(),
  limit: Type.Integer(),
  selected: Type.Boolean(),
  unitPrice: Amount,
  priceWhenAdded: Amount,
  currency: Currency,
  state: Type.Enum(['ok', 'price_changed', 'out_of_stock', 'delisted']),
  available: Type.Integer(),
})
export const CartGroup = Type.Object({
  shop: ShopRef,
  promotions: Many(Promotion),
  lines: Many(CartLine),
  subtotal: Amount,
})
export const CartPromotions = Many(Promotion)
