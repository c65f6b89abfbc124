import type { DomainEvent, Step } from '../../kernel/fact.ts'
import type { StateOf } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'
import type { orderMachine, orderPaymentMachine, tradeMachine } from './machine.ts'

export type TradeState = StateOf<typeof tradeMachine>
export type OrderState = StateOf<typeof orderMachine>
export type OrderPaymentState = StateOf<typeof orderPaymentMachine>

/** Which time limits and words apply (row L1): a hotel room is not held as long as a parcel. */
export type Scene = 'retail' | 'hotel'

export type Address = {
  readonly name: string
  readonly phone: string
  readonly province: string
  readonly city: string
  readonly district: string
  readonly street: string
}

export type Invoice = {
  readonly type: 'personal' | 'company'
  readonly title: string
  readonly taxNo: string | null
}

export type Amounts = {
  readonly goods: Amount
  readonly shopDiscount: Amount
  readonly platformDiscount: Amount
  readonly points: Amount
  readonly freight: Amount
  readonly payable: Amount
}

/** A trade 父单: one checkout over one or more shops. */
export type Trade = {
  readonly tradeNo: string
  readonly buyerId: string
  state: TradeState
  readonly scene: Scene
  readonly currency: Currency
  amounts: Amounts
  readonly orderNos: readonly string[]
  readonly address: Address | null
  readonly invoice: Invoice | null
  readonly quoteHash: string
  readonly placedAt: Date
  /** When it closes unpaid; a plan's next due date, once its deposit is paid. */
  expiresAt: Date
  /** What its money is promised by 担保; then no time limit closes it. */
  securedBy: 'hold' | 'delivery' | null
  closingSince: Date | null
  paidAt: Date | null
  closedAt: Date | null
  closeReason: string | null
  version: number
}

/** An order 子单: one shop's part of a trade. `received` is money that stays with it, `refunded` what went back. */
export type Order = {
  readonly orderNo: string
  readonly tradeNo: string
  readonly shopId: number
  readonly buyerId: string
  state: OrderState
  paymentState: OrderPaymentState
  readonly scene: Scene
  readonly currency: Currency
  amounts: Amounts
  received: Amount
  refunded: Amount
  readonly autoConfirm: boolean
  allocationNo: string | null
  readonly remark: string | null
  readonly placedAt: Date
  paidAt: Date | null
  confirmedAt: Date | null
  completedAt: Date | null
  cancelledAt: Date | null
  cancelReason: string | null
  version: number
}

/** A line 行 is a snapshot: later edits of the catalog change nothing here (row H2). */
export type OrderLine = {
  readonly orderNo: string
  readonly lineNo: number
  /** A supplement 补充消费 was used beyond what was booked: it holds no stock. */
  readonly kind: 'goods' | 'supplement'
  readonly skuId: number
  readonly spuId: number
  readonly warehouseId: number
  readonly catalogVersion: number
  readonly title: string
  readonly specText: string
  readonly image: string
  readonly quantity: number
  readonly unitPrice: Amount
  amounts: Amounts
  /** Codes of the price stages and what each added or took off; Σ = payable. */
  stages: readonly number[]
  stageAmounts: readonly Amount[]
  refundedQuantity: number
}

/** The trades, orders and lines that a batch has locked or placed, and what it did to them. */
export type OrderBook = {
  readonly trades: Map<string, Trade>
  readonly orders: Map<string, Order>
  readonly lines: Map<string, OrderLine[]>
  /** What the lines of locked orders are called; lines are not read for everything. */
  readonly titles: Map<string, string[]>
  readonly placed: { readonly trades: Trade[]; readonly orders: Order[]; readonly lines: OrderLine[] }
  readonly touched: {
    readonly trades: Set<Trade>
    readonly orders: Set<Order>
    readonly lines: Set<OrderLine>
  }
  /** Orders whose price grew or shrank, and the lines that were added to them. */
  readonly repriced: Set<Order>
  readonly supplements: OrderLine[]
  readonly steps: Step[]
  readonly events: DomainEvent[]
}

export const emptyOrderBook = (): OrderBook => ({
  trades: new Map(),
  orders: new Map(),
  lines: new Map(),
  titles: new Map(),
  placed: { trades: [], orders: [], lines: [] },
  touched: { trades: new Set(), orders: new Set(), lines: new Set() },
  repriced: new Set(),
  supplements: [],
  steps: [],
  events: [],
})

/** Who acts, as the histories name him, and in which role of the machines. */
export type Actor = {
  readonly id: string
  readonly by: 'buyer' | 'merchant' | 'platform' | 'channel' | 'time'
}

export const orderRejections = {
  not_found: { status: 404, retry: 'never', title: { zh: '不存在', en: 'Not found' } },
  illegal_move: {
    status: 409,
    retry: 'later',
    title: { zh: '当前状态不能这样操作', en: 'Not possible in this state' },
  },
  price_changed: { status: 409, retry: 'later', title: { zh: '价格已变化', en: 'The price has changed' } },
  sku_unavailable: {
    status: 409,
    retry: 'later',
    title: { zh: '商品已下架', en: 'A product is no longer sold' },
  },
  address_required: {
    status: 400,
    retry: 'never',
    title: { zh: '请选择收货地址', en: 'An address is needed' },
  },
  too_many_lines: { status: 400, retry: 'never', title: { zh: '商品种类过多', en: 'Too many lines' } },
  not_paid: { status: 409, retry: 'later', title: { zh: '尚未付清', en: 'Not paid in full yet' } },
  attempt_open: {
    status: 409,
    retry: 'later',
    title: { zh: '有支付正在进行，请稍后再试', en: 'A payment is under way; try again shortly' },
  },
} as const satisfies RejectionTable

export type OrderRejection = keyof typeof orderRejections
