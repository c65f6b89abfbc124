import type { World } from '../../src/flows/world.ts'
import type { Journal } from '../../src/modules/ledger/index.ts'
import type { OrderBook } from '../../src/modules/order/index.ts'
import type { Attempt, Capture, Flow, Refund, Report, Share } from '../../src/modules/payment/index.ts'
import type { SharingBook } from '../../src/modules/sharing/index.ts'
import type { WalletBalance } from '../../src/modules/wallet/index.ts'
import type { Evidence } from './evidence.ts'

type Placed = OrderBook['placed']
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Seeded bugs that must turn the simulation red. */
export type Bug =
  | 'skip_idempotency'
  | 'apply_twice_on_retry'
  | 'half_a_commit'
  | 'last_line_remainder'
  | 'release_a_leg_twice'
  | 'capture_more_than_held'
  | 'forget_a_share'
  | 'free_what_is_disputed'
  | 'refund_before_return'
  | 'return_counts_twice'
  | 'one_word_for_all_parts'
  | 'hold_what_was_taken'
  | 'paid_is_paid'
  | 'never_with_us'
  | 'forget_what_was_covered'
  | 'loss_stays_with_us'
  | 'ours_is_no_second'
  | 'believe_the_stop'
  | 'owe_nothing'
  | 'gone_is_gone'

type Kept = {
  readonly wallets: ReadonlyMap<string, WalletBalance>
  readonly attempts: ReadonlyMap<string, Attempt>
  readonly shares: ReadonlyMap<string, readonly Share[]>
}

/** Goes wrong in what is about to be saved; `before` is what stands. */
export function misdo(bug: Bug | undefined, { payments, wallets, journals }: World, before: Kept): void {
  if (bug === 'release_a_leg_twice') releaseTwice(wallets.balances, before.wallets)
  if (bug === 'capture_more_than_held') takeMore(payments.captures, before.attempts)
  if (bug === 'forget_a_share') forgetShare(payments.shares, before.shares)
  if (bug === 'hold_what_was_taken') holdAll(payments.attempts, before.attempts)
  if (bug === 'free_what_is_disputed') freeDisputed(payments.shares, before.shares)
  if (bug === 'return_counts_twice') returnTwice(journals, payments.flows)
  if (bug === 'believe_the_stop') believeStop(payments)
  if (bug === 'loss_stays_with_us') keepLoss(journals)
}

/** Goes wrong in what is about to be saved of shared money. */
export function misshare(bug: Bug | undefined, { added, touched }: SharingBook): void {
  // What no refund took back is nobody's.
  if (bug === 'owe_nothing')
    for (const rows of [added.returns, touched.returns])
      for (const one of rows) if (one.state === 'owed') rows.delete(one)
  // What was owed once is never asked about again.
  if (bug === 'gone_is_gone') for (const one of touched.returns) if (DECIDED.has(one.state)) one.nextAt = null
}

const DECIDED: ReadonlySet<string> = new Set(['failed', 'waived', 'owed', 'claimed', 'offset'])

type Heard = {
  readonly attempts: ReadonlyMap<string, Attempt>
  readonly refunds: ReadonlyMap<string, Refund>
  readonly evidence: ReadonlyMap<number, Evidence>
}

/** Goes wrong in what was reported. */
export function misheard(
  bug: Bug | undefined,
  report: Report,
  subjectNo: string,
  { attempts, refunds, evidence }: Heard,
): Report {
  if (bug === 'never_with_us') return saidOfPayer(report)
  if (bug === 'ours_is_no_second') return saidOnce(report, refunds.get(subjectNo))
  if (bug === 'paid_is_paid') return saidBefore(report, refunds.get(subjectNo))
  if (bug === 'one_word_for_all_parts') return saidFirst(report, subjectNo, attempts, evidence)
  return report
}

/**
 * The bug that many systems have: each line's share of the platform's discount is rounded, the last line takes what
 * is left. The sums are right and a line may be below zero.
 */
export function spoil({ lines }: Placed): void {
  const total = lines.reduce((sum, line) => sum + line.amounts.platformDiscount, 0)
  const goods = lines.reduce((sum, line) => sum + line.amounts.goods, 0)
  let left = total
  lines.forEach((line, i) => {
    const share = i === lines.length - 1 ? left : Math.round((total * line.amounts.goods) / goods)
    left -= share
    const amounts: Mutable<typeof line.amounts> = line.amounts
    amounts.payable -= share - amounts.platformDiscount
    amounts.platformDiscount = share
  })
}

/** What was held for a payment that did not come is given back by two rooms, each of which believes it is its task. */
function releaseTwice(now: Map<string, WalletBalance>, before: ReadonlyMap<string, WalletBalance>): void {
  for (const [name, { free, held }] of now) {
    const known = before.get(name)
    if (known && held < known.held && free > known.free)
      now.set(name, { free: free + known.held - held, held })
  }
}

/** A hotel adds what the guest drank to what it held. */
function takeMore(asked: Map<string, Capture>, attempts: ReadonlyMap<string, Attempt>): void {
  for (const [no, capture] of asked) {
    const whole = attempts.get(no)?.amount ?? 0
    if (capture.amount <= whole) asked.set(no, { ...capture, amount: whole + 1 })
  }
}

/** A refund counts on the order and not on the payment that the money came by. */
function forgetShare(now: ReadonlyMap<string, Share[]>, before: ReadonlyMap<string, readonly Share[]>): void {
  for (const [payableNo, shares] of now) {
    const last = shares.at(-1)
    const known = before.get(payableNo)?.find((share) => share.attemptNo === last?.attemptNo)
    if (last && known && last.itemNo === known.itemNo) last.refunding = known.refunding
  }
}

/** Whatever ends a dispute gives its money free, also where the payer keeps it. */
function freeDisputed(
  now: ReadonlyMap<string, Share[]>,
  before: ReadonlyMap<string, readonly Share[]>,
): void {
  for (const [payableNo, shares] of now) {
    const known = before.get(payableNo) ?? []
    for (const share of shares) {
      const was = known.find(
        ({ itemNo, attemptNo }) => itemNo === share.itemNo && attemptNo === share.attemptNo,
      )
      if (was && was.disputed > 0 && was.disputed === share.disputed) share.disputed = 0
    }
  }
}

/** Shared money that came back is booked by whoever hears of it. */
function returnTwice(journals: readonly Journal[], flows: Flow[]): void {
  const isBack = journals.some(({ event }) => event === 'profit_returned')
  const last = flows.at(-1)
  if (isBack && last) flows.push(last)
}

/** What was said first of a combined order counts for all of its parts. */
function saidFirst(
  report: Report,
  attemptNo: string,
  attempts: ReadonlyMap<string, Attempt>,
  evidence: ReadonlyMap<number, Evidence>,
): Report {
  const wholeOf = (no: string) => attempts.get(no)?.combinedNo ?? undefined
  const whole = wholeOf(attemptNo)
  if (whole === undefined || report.about !== 'attempt') return report
  const first = [...evidence.values()].find(
    (one) =>
      one.report.about === 'attempt' && one.report.kind === report.kind && wholeOf(one.subjectNo) === whole,
  )
  return first?.report ?? report
}

/** A part was taken, and as much as before counts as held. */
function holdAll(now: ReadonlyMap<string, Attempt>, before: ReadonlyMap<string, Attempt>): void {
  for (const [no, attempt] of now) {
    const known = before.get(no)
    if (known?.state === 'authorized' && attempt.state === 'authorized') attempt.held = known.held
  }
}

/** Who stops a refund knows that its channel does not have it. */
function believeStop({ refunds, steps }: World['payments']): void {
  for (const { no, move } of steps) {
    const refund = refunds.get(no)
    if (refund && move === 'refund:approved>stop>failed') refund.nextAt = null
  }
}

/** What a lost dispute took stays lost, whoever gets the goods back. */
function keepLoss(journals: Journal[]): void {
  const at = journals.findIndex(({ event }) => event === 'dispute_borne')
  if (at >= 0) journals.splice(at, 1)
}

/** What we paid is paid: its channel has nothing to say of it. */
function saidOnce(report: Report, refund: Refund | undefined): Report {
  if (report.about !== 'refund' || report.kind !== 'succeeded' || !refund?.redirect?.paid) return report
  return { about: 'refund', kind: 'processing', channelRefundNo: report.channelRefundNo }
}

/** What had arrived cannot come back: whatever is told of a refund that was paid is old. */
function saidBefore(report: Report, refund: Refund | undefined): Report {
  if (report.about !== 'refund' || report.kind !== 'failed' || refund?.state !== 'succeeded') return report
  return { about: 'refund', kind: 'processing', channelRefundNo: refund.channelRefundNo ?? '' }
}

/** Refunded is refunded, whoever got it. */
function saidOfPayer(report: Report): Report {
  if (report.about !== 'refund' || report.kind !== 'returned') return report
  const { returnedAt: succeededAt, ...said } = report
  return { ...said, kind: 'succeeded', succeededAt }
}
