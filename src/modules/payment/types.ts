import type { DomainEvent, Step } from '../../kernel/fact.ts'
import type { StateOf } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import type { Presentation } from '../../kernel/presentation.ts'
import type { attemptMachine, paymentMachine } from './machine.ts'
import type { Redirect } from './redirect.ts'
import type { refundMachine } from './refund-machine.ts'

export type PaymentState = StateOf<typeof paymentMachine>
export type AttemptState = StateOf<typeof attemptMachine>
export type RefundState = StateOf<typeof refundMachine>

/**
 * What is due for one payable 支付. `captured` never exceeds `due`; money beyond it is `surplus`, which stands in
 * suspense until it is given back.
 */
export type Payment = {
  readonly payableNo: string
  readonly buyerId: string
  state: PaymentState
  readonly currency: Currency
  due: Amount
  captured: Amount
  surplus: Amount
  refunding: Amount
  refunded: Amount
  surplusRefunding: Amount
  surplusRefunded: Amount
  /** Plan one 方案一: the open attempt is closed before another starts. */
  readonly isOneAtATime: boolean
  /** Plan two 方案二: an attempt may pay a part. */
  takesParts: boolean
  /** The plan that the buyer chose before he paid; null: all at once. */
  plan: string | null
  /** Follows the trade's: a deposit, or a transfer under way, gives more time. */
  expiresAt: Date
  readonly createdAt: Date
  version: number
}

/** A payee's share of a payment. Its allocation number is the order's own 支付单号 (row I2). */
export type PaymentItem = {
  readonly payableNo: string
  readonly itemNo: string
  readonly allocationNo: string
  readonly payeeId: number
  due: Amount
  captured: Amount
  refunding: Amount
  refunded: Amount
  /** Of a deposit, what its terms left with the shop when the rest was not paid. */
  kept: Amount
  /** Nobody pays for it any more; of what is due, it keeps what came in. */
  cancelled: boolean
}

/** What an attempt pays of an item 分摊. What goes back to the payer goes back along it. */
export type Share = {
  readonly payableNo: string
  readonly itemNo: string
  readonly attemptNo: string
  readonly amount: Amount
  refunding: Amount
  refunded: Amount
  /** Kept from refunds while a dispute about it is open, and for ever when it is lost. */
  disputed: Amount
}

/** What a channel is told of the payer, and where his browser comes back to. */
export type Payer = { readonly openId?: string; readonly ip?: string; readonly returnUrl?: string }

/** Inside WeChat's own browser the channel must be told who pays there; without it it takes no payment. */
export const lacksPayer = (method: string, payer: Payer | null): boolean =>
  method === 'jsapi' && payer?.openId === undefined

/** One try to take money 支付尝试. Its number is the channel's order number; its amount is frozen. */
export type Attempt = {
  readonly attemptNo: string
  readonly payableNo: string
  readonly itemNos: readonly string[]
  readonly channel: string
  readonly method: string
  /** Attempts of one act of paying 组合支付 share it; null for one alone. */
  readonly groupNo: string | null
  /** The combined order 合单 that the channel runs it in, with attempts on other trades; null for one alone. */
  readonly combinedNo: string | null
  /** `manual`: held first, taken later (预授权). */
  readonly capture: 'automatic' | 'manual'
  readonly payer: Payer | null
  /** Points that a leg of points takes; null where money itself is taken. */
  units: number | null
  state: AttemptState
  /** Its money may still come as it was asked for: it counts as on its way, and under plan one blocks others. */
  isOpen: boolean
  readonly amount: Amount
  readonly currency: Currency
  readonly description: string
  presentation: Presentation | null
  channelNo: string | null
  /** Held for us and not taken yet. */
  held: Amount
  heldUntil: Date | null
  received: Amount
  /** As the channel reported it; null before any money came. Another than was asked is a conflict. */
  receivedCurrency: Currency | null
  captured: Amount
  surplus: Amount
  /** What the channel is expected to keep of it; null before money came, or where no fee was agreed. */
  fee: Amount | null
  failureCode: string | null
  /** The channel takes no money after this. */
  expiresAt: Date
  nextQueryAt: Date | null
  queryCount: number
  readonly createdAt: Date
  succeededAt: Date | null
  version: number
}

/**
 * The intent to take held money 请款, written before the channel hears of it; its number is the channel's idempotency
 * key for ever. Held money is taken once; what is not taken goes back to the payer.
 */
export type Capture = {
  readonly captureNo: string
  readonly attemptNo: string
  readonly amount: Amount
  readonly askedBy: string
  readonly askedAt: Date
}

/** A part of held money that is taken while the rest stays held 分次请款. Its number is an attempt's of its own. */
export type HoldPart = {
  readonly attemptNo: string
  readonly holdNo: string
  readonly amount: Amount
  readonly askedBy: string
  readonly askedAt: Date
}

/** A part of what is due, with its day 分期. Whether it is paid is read from what came in. */
export type Instalment = {
  readonly payableNo: string
  readonly seq: number
  readonly kind: 'deposit' | 'balance' | 'instalment' | 'supplement'
  amount: Amount
  dueAt: Date
  /** A deposit that stays with the shop when the rest is not paid. */
  readonly isKept: boolean
  /** Of a supplement: the item it is for. */
  readonly itemNo: string | null
  readonly reason: string | null
  readonly askedBy: string
  readonly createdAt: Date
}

type Parts = { readonly cash: Amount; readonly platformDiscount: Amount; readonly points: Amount }

export type RefundComponents = Parts & {
  /** Pieces given back, by line number. */
  readonly units: Readonly<Record<string, number>>
  /** What each line gives back for them: the next refund of the line goes on from there. */
  readonly lines: Readonly<Record<string, Parts>>
  /** Of supplements that were owed, by line number: what is waived with the approval. */
  readonly waives?: Readonly<Record<string, Amount>>
}

/** Money on its way back 退款: of an item that was paid, or of a surplus nobody owed. */
export type Refund = {
  readonly refundNo: string
  /** The first refund of the same request: money of several attempts goes back in several refunds. */
  readonly requestNo: string
  readonly payableNo: string
  readonly itemNo: string | null
  readonly attemptNo: string
  readonly source: 'item' | 'surplus'
  /** It goes to the payer's wallet instead of the way it came. */
  readonly toWallet: boolean
  state: RefundState
  readonly amount: Amount
  readonly currency: Currency
  readonly components: RefundComponents | null
  readonly reason: string
  readonly requestedBy: string
  decidedBy: string | null
  channelRefundNo: string | null
  failureCode: string | null
  nextAt: Date | null
  /** The first moment at which its channel takes it: some want time between two refunds of one payment. */
  plannedAt: Date | null
  tries: number
  /** Another way 改退, for what the payer's account could not take; the last one that was asked for. */
  redirect: Redirect | null
  readonly requestedAt: Date
  succeededAt: Date | null
  /** When its money came to our own bank account instead of the payer. */
  returnedAt: Date | null
  /** The flow that brought its money back after it had arrived. */
  bounceNo: string | null
  version: number
}

/** What became of a refund. */
export type RefundNews =
  | { readonly kind: 'processing'; readonly channelRefundNo: string }
  | {
      readonly kind: 'succeeded'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly succeededAt: Date
      /** We paid it ourselves; absent where its own channel did. */
      readonly paidBy?: 'wallet' | 'offline'
    }
  /** To us instead of the payer. */
  | {
      readonly kind: 'returned'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly returnedAt: Date
    }
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly channelRefundNo?: string
      /** The channel's word, where it did not take another way. */
      readonly why?: string
      /** The answer to a question of ours, so it tells how things stand now. */
      readonly isAsked?: boolean
    }
  /** Unknown, not found yet, or refused for now (`code`): ask or send again with the same number. */
  | { readonly kind: 'pending'; readonly reason: string; readonly code?: string }

/** Money in or out of a channel 流水, as it was reported. */
export type Flow = {
  readonly sourceNo: string
  readonly payableNo: string
  readonly direction: 'in' | 'out'
  readonly channel: string
  readonly channelNo: string
  readonly amount: Amount
  readonly currency: Currency
  readonly description: string
  readonly occurredAt: Date
}

export type PaymentBook = {
  readonly payments: Map<string, Payment>
  readonly items: Map<string, PaymentItem[]>
  readonly shares: Map<string, Share[]>
  readonly attempts: Map<string, Attempt>
  /** By payable, in the order of their making. */
  readonly attemptsOf: Map<string, Attempt[]>
  readonly refunds: Map<string, Refund>
  /** By attempt: what is to be taken of held money. */
  readonly captures: Map<string, Capture>
  /** By their own number: parts of held money that were asked for. */
  readonly parts: Map<string, HoldPart>
  /** By payable, in their order. */
  readonly instalments: Map<string, Instalment[]>
  readonly added: {
    readonly payments: Set<Payment>
    readonly items: Set<PaymentItem>
    readonly shares: Set<Share>
    readonly attempts: Set<Attempt>
    readonly refunds: Set<Refund>
    readonly captures: Set<Capture>
    readonly parts: Set<HoldPart>
    readonly instalments: Set<Instalment>
  }
  readonly touched: {
    readonly payments: Set<Payment>
    readonly items: Set<PaymentItem>
    readonly shares: Set<Share>
    readonly attempts: Set<Attempt>
    readonly refunds: Set<Refund>
    readonly instalments: Set<Instalment>
  }
  readonly flows: Flow[]
  readonly steps: Step[]
  readonly events: DomainEvent[]
}

const sets = () => ({
  payments: new Set<Payment>(),
  items: new Set<PaymentItem>(),
  shares: new Set<Share>(),
  attempts: new Set<Attempt>(),
  refunds: new Set<Refund>(),
  instalments: new Set<Instalment>(),
})

export const emptyPaymentBook = (): PaymentBook => ({
  payments: new Map(),
  items: new Map(),
  shares: new Map(),
  attempts: new Map(),
  attemptsOf: new Map(),
  refunds: new Map(),
  captures: new Map(),
  parts: new Map(),
  instalments: new Map(),
  added: { ...sets(), captures: new Set<Capture>(), parts: new Set<HoldPart>() },
  touched: sets(),
  flows: [],
  steps: [],
  events: [],
})

export function addTo<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}

export function addAttempt(book: PaymentBook, attempt: Attempt): void {
  book.attempts.set(attempt.attemptNo, attempt)
  addTo(book.attemptsOf, attempt.payableNo, attempt)
}

export { type PaymentRejection, paymentRejections } from './rejections.ts'
