import type { Amount, Currency } from '../kernel/money.ts'
import type { Retry } from '../kernel/outcome.ts'
import type { Presentation } from '../kernel/presentation.ts'
import type { Authorizing, Bills, Combining, DisputeReport, Disputing, ProfitSharing } from './abilities.ts'

/**
 * The words every payment channel speaks. Wire formats stay inside a channel; what leaves it is said in these nouns.
 * A channel never decides what money means to an order: it reports facts.
 */

export type ChannelCode = 'wechat' | 'alipay' | 'stripe' | 'unionpay' | 'mock'

/**
 * How the payer is asked to pay. `native`: a QR code that the payer scans · `jsapi`: inside the wallet's own browser ·
 * `h5`: a mobile browser that opens the wallet · `app`: a native app through the wallet's kit · `page`: a desktop
 * browser that is sent to the channel's cashier · `card`: card fields of the channel inside our page.
 */
export type PayMethod = 'native' | 'jsapi' | 'h5' | 'app' | 'page' | 'card'

/** `manual`: the channel only holds the money (预授权) until {@link Authorizing.capture} or a close. */
export type CaptureMode = 'automatic' | 'manual'

/** One answer as it came over the wire, kept as evidence. `body` is the exact text the signature covers. */
export type WireReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The channel declined the call itself; nothing moved because of it. `code` is the channel's own word. */
export type Refused = {
  readonly kind: 'refused'
  readonly code: string
  readonly reason: string
  readonly retry: Retry
  readonly raw?: WireReply
}

/**
 * Nobody knows what happened: no answer in time, 5xx, a broken or unsigned answer. Never a failure: ask again
 * with the same number until the channel says something definite.
 */
export type Unknown = {
  readonly kind: 'unknown'
  readonly reason: UnknownReason
  readonly raw?: WireReply
}

export type UnknownReason =
  | 'timeout'
  | 'unreachable'
  | 'channel_error'
  | 'unsigned_answer'
  | 'forged_answer'
  | 'malformed_answer'
  | 'unexpected_answer'

// ---- attempts ----

export type PayRequest = {
  /** The attempt's own number: the channel's idempotency key (out_trade_no). */
  readonly attemptNo: string
  readonly amount: Amount
  readonly currency: Currency
  readonly description: string
  /** The last moment at which the channel may take the money. */
  readonly expiresAt: Date
  readonly notifyUrl: string
  readonly method: PayMethod
  /** `automatic` when absent. `manual` is refused by a channel without {@link Channel.authorizing}. */
  readonly capture?: CaptureMode
  /** Where the payer's browser comes back to; its coming back proves nothing. */
  readonly returnUrl?: string
  readonly payer?: PayerFacts
  /** The money stays frozen at the channel until it is shared out (分账). */
  readonly profitSharing?: boolean
}

/** What some methods must know of the payer: `openId` for `jsapi`, `ip` for `h5`. */
export type PayerFacts = { readonly openId?: string; readonly ip?: string }

export type PayStart =
  | { readonly kind: 'ready'; readonly presentation: Presentation; readonly raw: WireReply }
  | { readonly kind: 'already_paid'; readonly raw: WireReply }
  /** The channel has closed this number: it can never be paid; use a new attempt. */
  | { readonly kind: 'closed'; readonly raw: WireReply }
  | Refused
  | Unknown

export type PaymentSucceeded = {
  readonly kind: 'succeeded'
  readonly channelNo: string
  /** What the order was worth at the channel; compare it with the attempt's frozen amount. */
  readonly amount: Amount
  readonly currency: Currency
  /** What the payer gave after the channel's own coupons; only when the channel says it. */
  readonly payerAmount?: Amount
  /** The channel's success time, not ours. */
  readonly succeededAt: Date
  readonly merchantId: string
  readonly appId: string
  readonly payer?: string
  readonly raw: WireReply
}

export type PaymentAuthorized = {
  readonly kind: 'authorized'
  readonly channelNo: string
  /** What the channel holds for us. */
  readonly amount: Amount
  readonly currency: Currency
  readonly authorizedAt: Date
  /** When the channel lets go of it by itself, where it says so. */
  readonly heldUntil?: Date
  readonly merchantId: string
  readonly appId: string
  readonly raw: WireReply
}

/** What the channel says about an attempt. */
export type AttemptReport =
  /** The channel holds the money; it is not ours before the capture. */
  | PaymentAuthorized
  /** The channel does not know the number. Not a failure: it may still arrive (late or lagging). */
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | { readonly kind: 'pending'; readonly raw: WireReply }
  | PaymentSucceeded
  | { readonly kind: 'closed'; readonly raw: WireReply }
  /** The payer's try failed; the channel will not take money for this number any more. */
  | { readonly kind: 'failed'; readonly code: string; readonly raw: WireReply }
  | Refused
  | Unknown

export type CloseReport =
  | { readonly kind: 'closed'; readonly raw: WireReply }
  | { readonly kind: 'already_paid'; readonly raw: WireReply }
  /** Not closable: keep watching the attempt until its expiry plus a margin. */
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

// ---- refunds ----

export type RefundRequest = {
  /** One number for ever: the same number is the same refund, however often it is sent. */
  readonly refundNo: string
  readonly attemptNo: string
  readonly channelNo: string
  readonly amount: Amount
  /** The whole amount of the attempt, which the channel compares with its own. */
  readonly total: Amount
  readonly currency: Currency
  readonly reason: string
  readonly notifyUrl: string
}

/** Names a refund to its channel: some channels know one only beside its payment. */
export type RefundName = Pick<RefundRequest, 'refundNo' | 'attemptNo' | 'channelNo'>

export type RefundReport =
  | { readonly kind: 'processing'; readonly channelRefundNo: string; readonly raw: WireReply }
  | {
      readonly kind: 'succeeded'
      readonly channelRefundNo: string
      readonly attemptNo: string
      readonly amount: Amount
      readonly total: Amount
      readonly succeededAt: Date
      /** Only in a notice: who the channel says it refunds for. */
      readonly merchantId?: string
      readonly raw: WireReply
    }
  /** The channel ended it without moving money. */
  | { readonly kind: 'closed'; readonly channelRefundNo: string; readonly raw: WireReply }
  /** The payer's bank would not take it: people decide; never repeat it under a new number. */
  | { readonly kind: 'abnormal'; readonly channelRefundNo: string; readonly raw: WireReply }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

// ---- notices ----

export type NoticeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

type NoticeFacts = {
  readonly channel: ChannelCode
  /** The channel's id of the notice, the same in every repetition. */
  readonly noticeId: string
  readonly occurredAt: Date
  /** The decrypted content, for the evidence. */
  readonly plain: string
}

export type Notice =
  | (NoticeFacts & { readonly kind: 'payment'; readonly attemptNo: string; readonly report: AttemptReport })
  | (NoticeFacts & { readonly kind: 'refund'; readonly refundNo: string; readonly report: RefundReport })
  /** It may name the payment only by the channel's number, in the report. */
  | (NoticeFacts & { readonly kind: 'dispute'; readonly report: DisputeReport })
  /** Genuine, but of no concern to us: acknowledge it. */
  | (NoticeFacts & { readonly kind: 'other'; readonly eventType: string })

export type NoticeVerdict =
  | { readonly verified: true; readonly notice: Notice }
  | { readonly verified: false; readonly reason: NoticeFault }

/** `probe`: the channel's deliberate false signature; refuse it, but raise no alarm. */
export type NoticeFault =
  | 'probe'
  | 'stale'
  | 'bad_signature'
  | 'unknown_serial'
  | 'bad_ciphertext'
  | 'malformed'

/**
 * How a notice was received: `taken` once its evidence is stored, `refused` because it is not the channel's word
 * (4xx), `failed` because we could not store it (5xx): the channel tells us again.
 */
export type Reception = 'taken' | 'refused' | 'failed'

export type NoticeAnswer = {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

// ---- the port ----

export type Capabilities = {
  readonly methods: readonly PayMethod[]
  readonly currencies: readonly Currency[]
  /** What the attempt's number must look like. */
  readonly attemptNoPattern: RegExp
  readonly refundNoPattern: RegExp
  /**
   * The channel learns of a number only when the payer opens it (Alipay's QR code): "not found" after it was shown
   * means that nobody has begun to pay. It cannot be closed there; a later success is still possible.
   */
  readonly isUnknownUntilOpened: boolean
  /** The channel lifts an earlier expiry up to this distance. */
  readonly minExpiryMs: number
  readonly maxExpiryMs: number
  readonly refundWindowDays: number
  readonly maxRefundsPerAttempt: number
  readonly refundSpacingMs: number
  /** A notice not answered in this time counts as undelivered. */
  readonly noticeDeadlineMs: number
  /** Whether the channel tells of a failed or closed attempt by itself. */
  readonly noticesOnlySuccess: boolean
  /** Pauses between active queries of an open attempt; the last one repeats. */
  readonly queryDelaysMs: readonly number[]
  /** Pauses between active queries of a refund in progress; the last one repeats. */
  readonly refundQueryDelaysMs: readonly number[]
}

export type Merchant = { readonly merchantId: string; readonly appId: string }

/**
 * One payment channel. No method throws for anything the other side does; it throws only for a defect of ours.
 * Every call may be repeated with the same numbers.
 */
export interface Channel {
  readonly code: ChannelCode
  /** Who receives the money: a verified report that names another merchant is a conflict, never a payment. */
  readonly merchant: Merchant
  readonly capabilities: Capabilities
  startPayment(request: PayRequest, signal?: AbortSignal): Promise<PayStart>
  query(attemptNo: string, signal?: AbortSignal): Promise<AttemptReport>
  close(attemptNo: string, signal?: AbortSignal): Promise<CloseReport>
  refund(request: RefundRequest, signal?: AbortSignal): Promise<RefundReport>
  queryRefund(refund: RefundName, signal?: AbortSignal): Promise<RefundReport>
  /** Checks signature, age and ciphertext of a notice. `rawBody` is the body exactly as received. */
  verifyNotice(headers: NoticeHeaders, rawBody: Buffer, now: Date): NoticeVerdict
  /** What to answer the channel; see `Reception`. */
  acknowledge(reception: Reception): NoticeAnswer
  /** The channel's word for a failure, in our closed list of reasons. */
  describeFailure(code: string): FailureReason
  /** Lets go of idle connections. */
  dispose(): void
  /** Abilities that not every channel has; absent where it has not. */
  readonly authorizing?: Authorizing
  readonly bills?: Bills
  readonly profitSharing?: ProfitSharing
  readonly combining?: Combining
  readonly disputing?: Disputing
}

/** Why a payment did not happen, as far as a buyer can do something about it. */
export type FailureReason =
  | 'insufficient_funds'
  | 'account_restricted'
  | 'limit_exceeded'
  | 'payer_cancelled'
  | 'risk_refused'
  | 'expired'
  | 'already_paid'
  | 'busy'
  | 'not_available'
  | 'declined'
