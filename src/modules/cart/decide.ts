import { type Amount, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type {
  CartFacts,
  CartGroup,
  CartLine,
  CartPromotion,
  CartRejection,
  CartRow,
  CartRule,
  CartSku,
  CartView,
  LineState,
} from './types.ts'

/** Most pieces of one SKU in a cart (row E2), and most lines. */
export const QUANTITY_LIMIT = 200
export const LINE_LIMIT = 100

export const isQuantity = (quantity: number): boolean =>
  Number.isInteger(quantity) && quantity >= 1 && quantity <= QUANTITY_LIMIT

/** Whether a line may be put: a delisted SKU may only be unselected where it already lies in the cart. */
export function checkPut(
  put: { quantity: number; selected: boolean },
  found: { sku: CartSku | undefined; inCart: boolean },
): Outcome<null, CartRejection> {
  if (!isQuantity(put.quantity))
    return reject('quantity_out_of_range', { param: 'quantity', detail: { limit: QUANTITY_LIMIT } })
  const keeps = found.inCart && !put.selected
  if (!found.sku) return keeps ? accept(null) : reject('sku_not_found')
  if (found.sku.state === 'delisted' && !keeps) return reject('sku_delisted')
  return accept(null)
}

type World = { facts: CartFacts; available: ReadonlyMap<number, number>; now: Date }

/** The cart as it is shown: by shop, each line with its state, and what of it can be bought (rows E1, E3). */
export function viewCart(rows: readonly CartRow[], { facts, available, now }: World): CartView {
  const lines = rows.map((row) => ({ row, line: lineOf(row, facts, available.get(row.skuId) ?? 0) }))
  const rules = facts.discountRules(now)
  const bought = lines.filter(({ line }) => isBought(line))
  const goodsFor = (rule: CartRule): Amount =>
    sum(
      bought
        .filter(
          ({ row }) =>
            (rule.shopId === null || rule.shopId === row.shopId) && !rule.excludedSpuIds.has(row.spuId),
        )
        .map(({ line }) => line.unitPrice * line.quantity),
    )
  const promotion = (rule: CartRule): CartPromotion => ({
    ruleId: rule.ruleId,
    title: rule.title,
    titleEn: rule.titleEn,
    threshold: rule.threshold,
    amountOff: rule.amountOff,
    missing: Math.max(0, rule.threshold - goodsFor(rule)),
  })
  const groups = [...Map.groupBy(lines, ({ row }) => row.shopId)].map(
    ([shopId, members]): CartGroup => ({
      shop: shopOf(shopId, facts),
      promotions: rules.filter((rule) => rule.shopId === shopId).map(promotion),
      lines: members.map(({ line }) => line),
      subtotal: sum(
        members.filter(({ line }) => isBought(line)).map(({ line }) => line.unitPrice * line.quantity),
      ),
    }),
  )
  const selected = groups.flatMap((group) => group.lines.filter(isBought))
  return {
    groups,
    promotions: rules.filter(({ shopId }) => shopId === null).map(promotion),
    selected: selected.map(({ skuId, quantity }) => ({ skuId, quantity })),
  }
}

const isBought = (line: CartLine): boolean =>
  line.selected && (line.state === 'ok' || line.state === 'price_changed')

function shopOf(shopId: number, facts: CartFacts): CartGroup['shop'] {
  const shop = facts.shopFacts(shopId)
  return { id: shopId, name: shop?.name ?? '', nameEn: shop?.nameEn ?? '', kind: shop?.kind ?? 'retail' }
}

function lineOf(row: CartRow, facts: CartFacts, available: number): CartLine {
  const sku = facts.skuFacts(row.skuId)
  return {
    skuId: row.skuId,
    productId: row.spuId,
    title: sku?.title ?? row.title,
    titleEn: sku?.titleEn ?? row.title,
    specText: sku?.specText ?? '',
    specTextEn: sku?.specTextEn ?? '',
    image: sku?.image ?? '',
    quantity: row.quantity,
    limit: QUANTITY_LIMIT,
    selected: row.selected,
    unitPrice: sku?.unitPrice ?? row.priceWhenAdded,
    priceWhenAdded: row.priceWhenAdded,
    currency: sku?.currency ?? 'CNY',
    state: stateOf(row, sku, available),
    available,
  }
}

function stateOf(row: CartRow, sku: CartSku | undefined, available: number): LineState {
  if (!sku || sku.state === 'delisted') return 'delisted'
  if (available < row.quantity) return 'out_of_stock'
  return sku.unitPrice === row.priceWhenAdded ? 'ok' : 'price_changed'
}
