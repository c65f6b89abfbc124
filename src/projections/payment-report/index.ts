import { type FailureReason, failureWords } from '../../channels/index.ts'
import { refundMachine } from '../../modules/payment/index.ts'
import type { Db } from '../../platform/db.ts'
import { figuresOf } from './figures.ts'
import { readAttempts, readRefunds } from './read.ts'
import type { PaymentReport, ReasonCount, ReportFilter } from './types.ts'

export { linesOf, type ReportLine } from './lines.ts'
export type { Figure, PaymentReport, ReportFilter, Tally } from './types.ts'

/** A code that no words are kept for is told as the buyer is told: declined. */
const known = (code: string): FailureReason => (code in failureWords ? (code as FailureReason) : 'declined')

function reasonsOf(counts: ReadonlyMap<string, number>): ReasonCount[] {
  const sums = new Map<FailureReason, number>()
  for (const [code, count] of counts) sums.set(known(code), (sums.get(known(code)) ?? 0) + count)
  return [...sums]
    .map(([code, count]) => {
      const { zh, en } = failureWords[code]
      return { code, title: { zh, en }, count }
    })
    .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
}

/**
 * The payment report 支付报告 (row N17) of one currency, read from one snapshot: nothing is kept beside the facts, so
 * it equals the attempts whenever it is read.
 */
export const paymentReport = (db: Db, filter: ReportFilter): Promise<PaymentReport> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { whole, channels, days, reasons } = await readAttempts(tx, filter)
      const refunds = await readRefunds(tx, filter)
      const states: Readonly<Record<string, { readonly label: PaymentReport['refunds'][number]['title'] }>> =
        refundMachine.states
      return {
        filter,
        figures: figuresOf({ attempts: whole, refunds }, filter.shopId !== null),
        channels,
        days,
        reasons: reasonsOf(reasons),
        refunds: refunds.states.map(({ state, count, amount }) => ({
          state,
          title: states[state]!.label,
          count,
          amount,
        })),
      }
    })
