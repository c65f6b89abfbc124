import type { Journal } from '../../src/modules/ledger/index.ts'
import type { OrderBook } from '../../src/modules/order/index.ts'
import type { Attempt, Capture, Flow, Report, Share } from '../../src/modules/payment/index.ts'
import type { WalletBalance } from '../../src/modules/wallet/index.ts'
import type { Evidence } from './evidence.ts'

type Placed = OrderBook['placed']
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

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
export function releaseTwice(
  now: Map<string, WalletBalance>,
  before: ReadonlyMap<string, WalletBalance>,
): void {
  for (const [name, { free, held }] of now) {
    const known = before.get(name)
    if (known && held < known.held && free > known.free)
      now.set(name, { free: free + known.held - held, held })
  }
}

/** A hotel adds what the guest drank to what it held. */
export function takeMore(asked: Map<string, Capture>, attempts: ReadonlyMap<string, Attempt>): void {
  for (const [no, capture] of asked) {
    const whole = attempts.get(no)?.amount ?? 0
    if (capture.amount <= whole) asked.set(no, { ...capture, amount: whole + 1 })
  }
}

/** A refund counts on the order and not on the payment that the money came by. */
export function forgetShare(
  now: ReadonlyMap<string, Share[]>,
  before: ReadonlyMap<string, readonly Share[]>,
): void {
  for (const [payableNo, shares] of now) {
    const last = shares.at(-1)
    const known = before.get(payableNo)?.find((share) => share.attemptNo === last?.attemptNo)
    if (last && known && last.itemNo === known.itemNo) last.refunding = known.refunding
  }
}

/** Whatever ends a dispute gives its money free, also where the payer keeps it. */
export function freeDisputed(
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
export function returnTwice(journals: readonly Journal[], flows: Flow[]): void {
  const isBack = journals.some(({ event }) => event === 'profit_returned')
  const last = flows.at(-1)
  if (isBack && last) flows.push(last)
}

/** What was said first of a combined order counts for all of its parts. */
export function saidFirst(
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
export function holdAll(now: ReadonlyMap<string, Attempt>, before: ReadonlyMap<string, Attempt>): void {
  for (const [no, attempt] of now) {
    const known = before.get(no)
    if (known?.state === 'authorized' && attempt.state === 'authorized') attempt.held = known.held
  }
}
