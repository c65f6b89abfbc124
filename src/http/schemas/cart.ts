import { Type } from 'typebox'
import { ShopRef } from './catalog.ts'
import { Quote } from './checkout.ts'
import { Amount, Closed, Currency, Id, Many, Nullable } from './shapes.ts'

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
export const Cart = Type.Object({
  groups: Many(
    Type.Object({ shop: ShopRef, promotions: Many(Promotion), lines: Many(CartLine), subtotal: Amount }),
  ),
  promotions: Many(Promotion),
  selectedCount: Type.Integer({ description: 'Pieces that would be bought.' }),
  quote: Nullable(Quote),
})
