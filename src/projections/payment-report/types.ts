import type { Label } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'

/** What a report is about: attempts that were started, and refunds that were asked for, from `from` until before `until`. */
export type ReportFilter = {
  readonly from: Date
  readonly until: Date
  readonly currency: Currency
  readonly channel: string | null
  readonly method: string | null
  /** Only what concerns this shop, and of money only its shares; null: everything. */
  readonly shopId: number | null
}

/** How attempts ended, as they stand when the report is read. The seven states add up to `started`. */
export type Tally = {
  readonly started: number
  readonly succeeded: number
  readonly failed: number
  readonly closed: number
  readonly unknown: number
  readonly open: number
  readonly conflicted: number
  /** In ten-thousandths of those that have ended; null while none has. */
  readonly successBps: number | null
  readonly failureBps: number | null
  readonly received: Amount
  /** Milliseconds from start to success. */
  readonly tookMedian: number | null
  readonly tookP95: number | null
}

/** `mix`: the channel's part of all successes, by number and by amount, in ten-thousandths. */
export type ChannelTally = Tally & {
  readonly channel: string
  readonly method: string
  readonly mixCountBps: number | null
  readonly mixAmountBps: number | null
}

export type DayTally = Tally & { readonly day: string }

export type ReasonCount = { readonly code: string; readonly title: Label; readonly count: number }

export type RefundTally = {
  readonly state: string
  readonly title: Label
  readonly count: number
  readonly amount: Amount
}

export type Unit = 'count' | 'money' | 'bps' | 'ms'

/** One number with what it means 口径. */
export type Figure = {
  readonly code: string
  readonly name: Label
  readonly definition: Label
  readonly unit: Unit
  readonly value: number | null
}

export type PaymentReport = {
  readonly filter: ReportFilter
  readonly figures: readonly Figure[]
  readonly channels: readonly ChannelTally[]
  readonly days: readonly DayTally[]
  readonly reasons: readonly ReasonCount[]
  readonly refunds: readonly RefundTally[]
}
