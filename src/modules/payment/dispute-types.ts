import type { StateOf } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'
import type { disputeMachine } from './machine.ts'

export type DisputeState = StateOf<typeof disputeMachine>

/** What speaks for us, as the channel takes it. */
export type DisputeResponse = {
  readonly statement: string
  readonly productDescription?: string
  readonly carrier?: string
  readonly trackingNo?: string
  readonly refundPolicy?: string
  readonly customerEmail?: string
}

/** A payer's bank asks for his money back 争议. After `respondBy` silence loses it. */
export type Dispute = {
  readonly disputeNo: string
  readonly channel: string
  readonly channelDisputeNo: string
  readonly payableNo: string
  readonly attemptNo: string
  state: DisputeState
  readonly amount: Amount
  readonly currency: Currency
  readonly reason: string
  readonly openedAt: Date
  respondBy: Date | null
  isWithdrawn: boolean
  /** What it keeps from being refunded, by item. Less than its amount where refunds had the rest already. */
  kept: Record<string, Amount>
  /** Lost, so much of it was a surplus that no refund had given back: nobody bears that. */
  covered: Amount
  /** Written before the channel hears of it; null once it has heard, or nothing is to be said. */
  wish: 'respond' | 'concede' | null
  response: DisputeResponse | null
  wishedBy: string | null
  wishedAt: Date | null
  /** Who, as the second of two people, lets the channel hear that we give in. */
  confirmedBy: string | null
  nextAt: Date | null
  tries: number
  closedAt: Date | null
  version: number
}

export type DisputeBook = {
  readonly byPayable: Map<string, Dispute[]>
  readonly added: Set<Dispute>
  readonly touched: Set<Dispute>
}

export const emptyDisputeBook = (): DisputeBook => ({
  byPayable: new Map(),
  added: new Set(),
  touched: new Set(),
})
