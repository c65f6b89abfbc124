import { actions, type Trigger } from '../../kernel/machine.ts'
import type { Amount } from '../../kernel/money.ts'
import {
  type Buyer,
  maskPhone,
  maskText,
  may as mayDo,
  type Person,
  type ServerKey,
  type Staff,
  seesPlain,
  triggerOf,
} from '../../modules/account/index.ts'
import type { CatalogFacts } from '../../modules/catalog/index.ts'
import {
  type Address,
  display,
  isUnderWay,
  type Order,
  type OrderLine,
  orderMachine,
  orderPaymentMachine,
  owesSupplement,
  type Trade,
  tradeMachine,
} from '../../modules/order/index.ts'
import { STAGES } from '../../modules/pricing/index.ts'
import { discountOf, shopRef } from './quote.ts'

type Insider = Buyer | Staff | ServerKey
export type Seen = {
  readonly caller: Insider
  readonly catalog: CatalogFacts
  readonly people: ReadonlyMap<string, Person>
}

const LABEL_OF = new Map(
  Object.entries(STAGES).map(([stage, { code, label }]) => [code as number, { stage, label }]),
)

const amountsOf = ({
  goods,
  shopDiscount,
  platformDiscount,
  points,
  freight,
  payable,
}: Order['amounts']) => ({
  goodsAmount: goods,
  shopDiscount,
  platformDiscount,
  pointsAmount: points,
  freight,
  payable,
})

/** What was sold is frozen in one language; the catalog says it in English as long as it calls it the same. */
const inEnglish = ({ skuId, title, specText }: OrderLine, catalog: CatalogFacts) => {
  const sku = catalog.skuFacts(skuId)
  return {
    titleEn: sku?.title === title ? sku.titleEn : '',
    specTextEn: sku?.specText === specText ? sku.specTextEn : '',
  }
}

/** A line with every deduction of its price, as it was frozen when it was sold. */
const renderLine = (line: OrderLine, catalog: CatalogFacts) => ({
  ...inEnglish(line, catalog),
  lineNo: line.lineNo,
  skuId: line.skuId,
  productId: line.spuId,
  title: line.title,
  specText: line.specText,
  image: line.image,
  quantity: line.quantity,
  unitPrice: line.unitPrice,
  ...amountsOf(line.amounts),
  refundedQuantity: line.refundedQuantity,
  stages: line.stages.map((code, i) => {
    const known = LABEL_OF.get(code) ?? { stage: String(code), label: { zh: String(code), en: String(code) } }
    return { ...known, amount: line.stageAmounts[i] as Amount }
  }),
})

const CALLABLE: ReadonlySet<string> = new Set(['cancel', 'confirm', 'decline', 'complete', 'withdraw'])

/** What is not paid in full is not completed, and only that is withdrawn, by the shop; the buyer cancels the trade. */
const mayNow =
  (order: Order, caller: Insider) =>
  (move: string): boolean => {
    if (move === 'complete') return order.paymentState === 'paid'
    return move !== 'withdraw' || (caller.kind !== 'buyer' && isUnderWay(order))
  }

/** Something of it can still be paid. */
const isOwing = ({ state, paymentState }: Order): boolean =>
  state === 'created' ||
  ((state === 'pending_confirmation' || state === 'booked') && paymentState === 'partly_paid')

/** What was used beyond a booking can be asked for once the booking itself is paid. */
const mayOweMore = ({ state, paidAt, paymentState }: Order, by: Trigger): boolean =>
  state === 'booked' && paidAt !== null && actions(orderPaymentMachine, paymentState, by).includes('owe')

/** What this caller may do with an order now: the machine's moves, as far as he is allowed, and what hangs on them. */
export const orderActions = (order: Order, lines: readonly OrderLine[], caller: Insider): string[] => {
  const by: Trigger = triggerOf(caller)
  const may = mayNow(order, caller)
  const moves = actions(orderMachine, order.state, by).filter((move) => CALLABLE.has(move) && may(move))
  if (caller.kind === 'buyer') return isOwing(order) ? ['pay', ...moves] : moves
  const allowed = mayDo(caller, 'order.fulfil') ? moves : []
  const left = lines.some(({ quantity, refundedQuantity }) => refundedQuantity < quantity)
  const refunds =
    (order.paymentState === 'paid' || owesSupplement(order)) &&
    left &&
    caller.kind === 'staff' &&
    mayDo(caller, 'refund.request')
  const charges = mayDo(caller, 'payment.charge')
  return [
    ...allowed,
    ...(refunds ? ['refund'] : []),
    ...(charges && mayOweMore(order, by) ? ['supplement'] : []),
    ...(charges && owesSupplement(order) ? ['waive_supplement'] : []),
  ]
}

/** Who bought, as far as this caller may know. A buyer is told nothing about himself. */
const buyerOf = (buyerId: string, { caller, people }: Seen) => {
  if (caller.kind === 'buyer') return null
  const person = people.get(buyerId)
  const phone = person?.phone ?? null
  const plain = seesPlain(caller, 'phone')
  const name = person?.name ?? ''
  return {
    id: buyerId,
    name: plain ? name : maskText(name),
    phone: phone && !plain ? maskPhone(phone) : phone,
  }
}

export const renderAddress = (address: Address | null, caller: Insider): Address | null => {
  if (!address) return null
  const { province, city, district } = address
  const phone = seesPlain(caller, 'phone') ? address.phone : maskPhone(address.phone)
  const plain = seesPlain(caller, 'address')
  const street = plain ? address.street : maskText(address.street)
  return { name: plain ? address.name : maskText(address.name), phone, province, city, district, street }
}

export const renderOrder = (order: Order, lines: readonly OrderLine[], seen: Seen) => {
  const shop = seen.catalog.shopFacts(order.shopId)
  return {
    no: order.orderNo,
    tradeNo: order.tradeNo,
    shop: shop ? shopRef(shop) : { id: order.shopId, name: '', nameEn: '', kind: order.scene },
    buyer: buyerOf(order.buyerId, seen),
    state: order.state,
    paymentState: order.paymentState,
    display: display(order.state, order.paymentState, order.scene),
    currency: order.currency,
    goodsAmount: order.amounts.goods,
    discountAmount: discountOf(order.amounts),
    freightAmount: order.amounts.freight,
    payableAmount: order.amounts.payable,
    receivedAmount: order.received,
    refundedAmount: order.refunded,
    lines: lines.map((line) => renderLine(line, seen.catalog)),
    placedAt: order.placedAt,
    actions: orderActions(order, lines, seen.caller),
    version: order.version,
  }
}

export const tradeActions = (trade: Trade, caller: Insider): string[] => {
  if (caller.kind !== 'buyer') return []
  const moves = actions(tradeMachine, trade.state, 'buyer')
  return moves.includes('begin_close') ? ['pay', 'cancel'] : []
}

export const renderTrade = (
  trade: Trade,
  orders: readonly Order[],
  lines: ReadonlyMap<string, readonly OrderLine[]>,
  seen: Seen,
) => ({
  no: trade.tradeNo,
  state: trade.state,
  buyerId: trade.buyerId,
  currency: trade.currency,
  goodsAmount: trade.amounts.goods,
  discountAmount: discountOf(trade.amounts),
  freightAmount: trade.amounts.freight,
  payableAmount: trade.amounts.payable,
  placedAt: trade.placedAt,
  expiresAt: trade.expiresAt,
  paidAt: trade.paidAt,
  closedAt: trade.closedAt,
  orders: orders.map((order) => renderOrder(order, lines.get(order.orderNo) ?? [], seen)),
  actions: tradeActions(trade, seen.caller),
  version: trade.version,
})
