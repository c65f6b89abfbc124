import type { Label } from '../kernel/machine.ts'
import type { Amount, Currency } from '../kernel/money.ts'
import type {
  AttemptReport,
  CloseReport,
  PayRequest,
  PayStart,
  RefundName,
  RefundReport,
  Refused,
  Unknown,
  WireReply,
} from './words.ts'

/** What only some channels can do: disputes, bills, holding money, sharing it out, paying several merchants at once. */

// ---- disputes ----

/** The payer's bank asks for its money back 争议. `respondBy`: after this, silence loses. */
export type DisputeReport = {
  readonly disputeNo: string
  /** Null where the channel names only its own number of the payment, `channelNo`. */
  readonly attemptNo: string | null
  readonly channelNo: string
  readonly amount: Amount
  readonly currency: Currency
  readonly reason: string
  readonly state: 'needs_response' | 'under_review' | 'won' | 'lost'
  readonly openedAt: Date
  readonly respondBy?: Date
  /** The channel has taken the amount out of our balance. */
  readonly isWithdrawn: boolean
  readonly raw: WireReply
}

export type DisputeEvidence = {
  /** What happened, in the words of the one who answers. */
  readonly statement: string
  readonly productDescription?: string
  readonly carrier?: string
  readonly trackingNo?: string
  readonly refundPolicy?: string
  readonly customerEmail?: string
}

// ---- refunds that the payer's account cannot take ----

/** A card of the payer's, as a person typed it. It is sealed at once and kept nowhere. */
export type PayeeCard = { readonly bank: string; readonly account: string; readonly holder: string }

/** What only the channel can read: `keyName` names the key of its that sealed it. */
export type SealedCard = {
  readonly bank: string
  readonly account: string
  readonly holder: string
  readonly keyName: string
}

/** `null`: to our own bank account, from where people send it on. */
export type RedirectRequest = RefundName & {
  readonly channelRefundNo: string
  readonly card: SealedCard | null
}

/** 异常退款: a refund that came back from the payer's bank goes another way, under its own number. */
export type Redirecting = {
  /** Banks whose cards the channel pays to, by its codes. */
  readonly banks: Readonly<Record<string, Label>>
  seal(card: PayeeCard): SealedCard
  /** Repeated, it moves money once: the number has one amount of money, wherever it goes. */
  redirect(request: RedirectRequest, signal?: AbortSignal): Promise<RefundReport>
}

// ---- bills ----

/** A day's bill as the channel made it, byte for byte; its content is read by {@link Bills.read}. */
export type BillFile = {
  /** `YYYY-MM-DD` in the channel's own time zone. */
  readonly date: string
  readonly kind: BillKind
  readonly bytes: Buffer
  /** SHA-256 of `bytes`, hex: a bill is known by its content. */
  readonly sha256: string
}

/** `trade`: payments and refunds · `fund`: every movement of the account. */
export type BillKind = 'trade' | 'fund'

/** One line of a bill in common words. Amounts are minor units; `in` raises our money at the channel. */
export type BillLine = {
  readonly lineNo: number
  readonly kind: 'payment' | 'refund' | 'fee' | 'fee_refund' | 'sharing' | 'payout' | 'dispute' | 'other'
  readonly direction: 'in' | 'out'
  readonly attemptNo: string | null
  readonly refundNo: string | null
  readonly channelNo: string
  readonly channelRefundNo: string | null
  readonly amount: Amount
  /** May be negative where the channel gives a fee back. Rounded half up to the minor unit. */
  readonly fee: number
  readonly currency: Currency
  readonly occurredAt: Date
  /** The channel's own word for the state of the line. */
  readonly state: string
}

export type BillTotals = Readonly<Record<string, number>>

export type BillDownload =
  | { readonly kind: 'bill'; readonly file: BillFile }
  /** Nothing happened that day. */
  | { readonly kind: 'empty' }
  /** Not made yet: come back later. */
  | { readonly kind: 'not_ready' }
  | Refused
  | Unknown

/** The day bill. `read` throws a `BillFault` naming the line where the file is not what the channel documents. */
export type Bills = {
  readonly kinds: readonly BillKind[]
  download(date: string, kind: BillKind, signal?: AbortSignal): Promise<BillDownload>
  read(file: BillFile): { readonly lines: Iterable<BillLine>; readonly totals: () => BillTotals }
}

// ---- pre-authorisation, profit sharing ----

export type CaptureRequest = {
  readonly attemptNo: string
  readonly channelNo: string
  /** One number for ever, as with a refund. */
  readonly captureNo: string
  /** At most what is held; the rest goes back to the payer. */
  readonly amount: Amount
  readonly currency: Currency
  readonly description: string
}

/** A part of a hold, taken as a payment of its own: it is queried and refunded under `partNo`, its number for ever. */
export type PartRequest = {
  readonly partNo: string
  /** The hold's own number, and the channel's. */
  readonly attemptNo: string
  readonly channelNo: string
  readonly amount: Amount
  readonly currency: Currency
  readonly description: string
}

/** Answers with the attempt's report: `succeeded` with what was captured. Giving the whole hold back is `close`. */
export type Authorizing = {
  capture(request: CaptureRequest, signal?: AbortSignal): Promise<AttemptReport>
  /** Takes a part; the rest stays held. Absent where a hold is taken once. */
  readonly capturePart?: (request: PartRequest, signal?: AbortSignal) => Promise<AttemptReport>
  /** How long a hold lasts at this channel. */
  readonly holdDays: number
}

export type SharingReceiver = {
  readonly type: 'merchant' | 'person'
  readonly account: string
  readonly name?: string
  readonly amount: Amount
  readonly description: string
}

export type SharingRequest = {
  /** One number for ever. */
  readonly sharingNo: string
  readonly attemptNo: string
  readonly channelNo: string
  readonly currency: Currency
  readonly receivers: readonly SharingReceiver[]
  /** Nothing more will be shared: the rest of the frozen money is ours. */
  readonly isLast: boolean
}

export type SharingReport =
  | {
      readonly kind: 'processing' | 'finished'
      readonly channelSharingNo: string
      readonly receivers: readonly {
        readonly account: string
        readonly amount: Amount
        readonly state: 'pending' | 'succeeded' | 'failed'
        readonly failure?: string
      }[]
      readonly raw: WireReply
    }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

export type SharingReturnRequest = {
  readonly returnNo: string
  readonly sharingNo: string
  /** The channel's number of the payment that was shared: some channels find the sharing only by it. */
  readonly channelNo: string
  readonly account: string
  readonly amount: Amount
  readonly currency: Currency
  readonly description: string
}

export type SharingReturnName = Pick<SharingReturnRequest, 'returnNo' | 'sharingNo' | 'channelNo' | 'account'>

export type SharingReturnReport =
  | { readonly kind: 'processing' | 'succeeded'; readonly raw: WireReply }
  | { readonly kind: 'failed'; readonly code: string; readonly raw: WireReply }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

/** 分账. What was shared must be returned before it is refunded (row P7). */
export type ProfitSharing = {
  readonly maxReceivers: number
  readonly maxRequestsPerPayment: number
  /** The channel gives the rest free by itself after this. */
  readonly frozenDays: number
  /**
   * What was shared comes back only together with a refund of the payment, which names it in `sharedParts`; giving it
   * back by itself is refused.
   */
  readonly returnsWithRefund?: true
  addReceiver(
    receiver: Omit<SharingReceiver, 'amount' | 'description'>,
    signal?: AbortSignal,
  ): Promise<SharingReport | Done>
  share(request: SharingRequest, signal?: AbortSignal): Promise<SharingReport>
  query(sharingNo: string, channelNo: string, signal?: AbortSignal): Promise<SharingReport>
  /** Gives what is left free. */
  finish(request: Omit<SharingRequest, 'receivers' | 'isLast'>, signal?: AbortSignal): Promise<SharingReport>
  giveBack(request: SharingReturnRequest, signal?: AbortSignal): Promise<SharingReturnReport>
  queryReturn(request: SharingReturnName, signal?: AbortSignal): Promise<SharingReturnReport>
}

export type Done = { readonly kind: 'done'; readonly raw: WireReply }

// ---- one payment over several merchants' own accounts ----

export type CombinedPart = {
  /** The part's own number at the channel. */
  readonly attemptNo: string
  readonly merchantId: string
  readonly amount: Amount
  readonly description: string
}

export type CombinedRequest = Omit<PayRequest, 'amount' | 'description' | 'capture'> & {
  readonly parts: readonly CombinedPart[]
}

export type CombinedReport =
  | {
      readonly kind: 'reported'
      readonly parts: readonly { readonly attemptNo: string; readonly report: AttemptReport }[]
    }
  | { readonly kind: 'not_found'; readonly raw: WireReply }
  | Refused
  | Unknown

/** 合单支付: the payer pays once, each merchant is paid into his own account. */
export type Combining = {
  readonly maxParts: number
  start(request: CombinedRequest, signal?: AbortSignal): Promise<PayStart>
  query(attemptNo: string, signal?: AbortSignal): Promise<CombinedReport>
  close(
    attemptNo: string,
    parts: readonly Pick<CombinedPart, 'attemptNo' | 'merchantId'>[],
    signal?: AbortSignal,
  ): Promise<CloseReport>
}

export type Disputing = {
  query(
    disputeNo: string,
    signal?: AbortSignal,
  ): Promise<DisputeReport | { readonly kind: 'not_found'; readonly raw: WireReply } | Refused | Unknown>
  /** Sends what speaks for us; only the last submission counts, and only before `respondBy`. */
  respond(
    disputeNo: string,
    evidence: DisputeEvidence,
    signal?: AbortSignal,
  ): Promise<DisputeReport | Refused | Unknown>
  /** Gives in: the payer keeps the money. */
  concede(disputeNo: string, signal?: AbortSignal): Promise<DisputeReport | Refused | Unknown>
}
