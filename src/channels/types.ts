import type { Currency } from '../kernel/money.ts'
import type {
  Authorizing,
  Bills,
  Combining,
  DisputeReport,
  Disputing,
  ProfitSharing,
  Redirecting,
} from './abilities.ts'
import type {
  AttemptReport,
  ChannelCode,
  CloseReport,
  HandMethod,
  PayMethod,
  PayRequest,
  PayStart,
  RefundName,
  RefundReport,
  RefundRequest,
} from './words.ts'

export type * from './words.ts'

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
  /** Of a combined payment: what became of each part. */
  | (NoticeFacts & {
      readonly kind: 'combined'
      readonly attemptNo: string
      readonly parts: readonly { readonly attemptNo: string; readonly report: AttemptReport }[]
    })
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
  readonly methods: readonly (PayMethod | HandMethod)[]
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
  readonly redirecting?: Redirecting
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
