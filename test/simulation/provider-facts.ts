import type { Random } from './random.ts'

/** For so long its books lag: it may not know what it has just been told. */
export const LAG = 60_000
/** For so long it may say of money that it has taken that nobody has paid. */
export const LIE = 300_000

/** A payer's bank asks for money of a bill back. */
export type Claim = {
  readonly disputeNo: string
  readonly attemptNo: string
  readonly amount: number
  readonly openedAt: number
  readonly respondBy: number
  state: 'needs_response' | 'under_review' | 'won' | 'lost'
  /** Taken out of what is owed to us. */
  isWithdrawn: boolean
  decidesAt: number
  /** It once told of another end than the one it came to: which of the two we believe is open. */
  isContradicted: boolean
}

/** What the provider did with an attempt's number, whatever it told anybody. */
export type Bill = {
  readonly attemptNo: string
  readonly amount: number
  readonly expiresAt: number
  readonly knownSince: number
  /** `held`: the payer has given it, and it is not ours before it is taken. */
  state: 'open' | 'held' | 'paid' | 'closed'
  readonly isManual: boolean
  heldUntil: number
  closedAt: number
  channelNo: string
  /** What the payer really gave: another amount than asked for is the provider's fault, and happens. */
  taken: number
  /** In what money, and into whose account: neither need be what was asked for. */
  currency: 'CNY' | 'USD'
  merchantId: string
  paidAt: number
  refunded: number
  /** Its money is kept together until it is shared out. */
  isFrozen: boolean
  /** The combined order 合单 that it is a part of: they are paid, asked about and closed together. */
  readonly wholeNo: string | null
  /** Of what is held, so much was taken in parts, each a bill of its own. */
  inParts: number
}

/** What a bill is made of. */
export type Asked = Pick<Bill, 'attemptNo' | 'amount' | 'expiresAt'> &
  Partial<Pick<Bill, 'isManual' | 'isFrozen' | 'wholeNo'>>

export type Payback = {
  readonly refundNo: string
  readonly attemptNo: string
  readonly amount: number
  doneAt: number
  /** `closed`: ended without moving money · `abnormal`: the payer's bank refused it; sent again, it may go through. */
  ending: 'done' | 'closed' | 'abnormal'
  /** When somebody at the provider or the bank lets an abnormal one go through after all; it tells of that. */
  healsAt: number
  /** Whom it reached, or is on its way to: sent another way, it may be our own bank account. */
  to: 'payer' | 'us'
  /** It was sent another way 改退 and has not come to an end there. */
  isRedirected: boolean
  /** When the payer's bank gives back what had arrived 退票. */
  bouncesAt: number
}

/** Something on its way to us. `isForged` carries a wrong signature: it must change nothing. */
export type Notice = {
  readonly id: string
  readonly dueAt: number
  readonly isForged: boolean
} & (
  | { readonly about: 'attempt'; readonly attemptNo: string }
  | { readonly about: 'whole'; readonly wholeNo: string }
  | { readonly about: 'refund'; readonly refundNo: string }
  /** As it stood when the notice was written. */
  | { readonly about: 'dispute'; readonly claim: Claim }
)
export type About =
  | { readonly about: 'attempt'; readonly attemptNo: string }
  | { readonly about: 'whole'; readonly wholeNo: string }
  | { readonly about: 'refund'; readonly refundNo: string }
  | { readonly about: 'dispute'; readonly claim: Claim }

export type Fault = 'none' | 'lost_before' | 'lost_after'

/** Every way in which the provider, or the wire, goes wrong; a campaign counts how often each struck. */
export const STRIKES = [
  'lost_before',
  'lost_after',
  'server_error',
  'notice_lost',
  'notice_repeated',
  'notice_late',
  'notice_out_of_order',
  'notice_forged',
  'wrong_amount',
  'wrong_currency',
  'wrong_merchant',
  'query_not_found',
  'query_not_paid',
  'close_ignored',
  'paid_after_close',
  'refund_closed',
  'refund_abnormal',
  'refund_stuck',
  'clock_skew',
  'dispute_opened',
  'dispute_during_refund',
  'dispute_unanswered',
  'dispute_contradicted',
  'receiver_unknown',
  'receiver_failed',
  'return_failed',
  'part_left_out',
  'redirect_failed',
  'refund_bounced',
  'refund_refused',
  'refund_short',
  'refund_arrives_late',
] as const
export type Strike = (typeof STRIKES)[number]

/** What its rooms share: its clock, its chance, its faults, and the way on which it tells. */
export type Wire = {
  readonly clock: { readonly now: number }
  readonly faults: { readonly isHonest: boolean }
  readonly fault: (no: string) => Fault
  /** A bill as it stands now: time may have ended it. */
  readonly refreshed: (bill: Bill) => Bill
  /** Makes a bill known; a number that is known already is the same bill. */
  readonly write: (asked: Asked) => Bill
  readonly happens: (no: string, probability: number, name: Strike) => boolean
  readonly chanceOf: (no: string) => Random
  readonly strike: (name: Strike) => true
  readonly announce: (what: About, atLeast?: number) => void
  readonly later: (what: About, afterMs: number) => void
  readonly nextNo: () => string
}
