import type { Amount, Currency } from '../kernel/money.ts'
import type { Retry } from '../kernel/outcome.ts'
import type { Presentation } from '../kernel/presentation.ts'

/**
 * The words every payment channel speaks. Wire formats stay inside a channel; what leaves it is said in these nouns.
 * A channel never decides what money means to an order: it reports facts.
 */

type Provider = 'wechat' | 'alipay' | 'stripe' | 'unionpay' | 'mock'

/** One of our accounts at a provider: its name, or `wechat-2` for a second account there; or money brought by hand. */
export type ChannelCode = Provider | `${Provider}-${number}` | HandChannelCode

/** Money that people bring and count: there is no wire. */
export type HandChannelCode = 'offline' | 'cod'

/** `transfer`: money sent to our bank account · `on_delivery`: cash to the one who brings the goods. */
export type HandMethod = 'transfer' | 'on_delivery'

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
  /** Taken back from those it was shared with, at a channel whose sharing comes back only so. */
  readonly sharedParts?: readonly { readonly account: string; readonly amount: Amount }[]
}

/** A part that a receiver was to give back with a refund; where he did not, the seller paid it himself. */
export type SharedPartBack = {
  readonly account: string
  readonly amount: Amount
  readonly isBack: boolean
  readonly failure?: string
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
      /** What became of `sharedParts`, where the channel says so: in an answer to a question, not to the refund. */
      readonly sharedParts?: readonly SharedPartBack[]
      readonly raw: WireReply
    }
  /** It left the channel, but came to our own bank account: the payer has nothing yet. */
  | {
      readonly kind: 'returned'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly returnedAt: Date
      readonly raw: WireReply
    }
  /** The channel ended it without moving money. */
  | { readonly kind: 'closed'; readonly channelRefundNo: string; readonly raw: WireReply }
  /** The payer's bank would not take it: people decide; never repeat it under a new number. */
  | {
      readonly kind: 'abnormal'
      readonly channelRefundNo: string
      /** The channel's word, where it did not take another way it was asked to go. */
      readonly why?: string
      readonly raw: WireReply
    }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown
