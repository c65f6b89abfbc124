import { present } from '../../kernel/assert.ts'
import { can } from '../../kernel/machine.ts'
import { type Amount, allocate, sum } from '../../kernel/money.ts'
import { beginCloseAttempt, coverIfPaid, endAttempt, itemsOf } from './decide.ts'
import { takeOffHold } from './hold-parts.ts'
import { settleHoldBy } from './holds.ts'
import { isInBooks } from './house.ts'
import { attemptMachine } from './machine.ts'
import { type Moved, moveAttempt } from './moves.ts'
import { type Attempt, addTo, type Payment, type PaymentBook, type PaymentItem, type Share } from './types.ts'

export type PaidReport = {
  readonly channelNo: string
  readonly amount: Amount
  readonly currency: string
  readonly succeededAt: Date
  /** Whether the report names us as the receiver. */
  readonly isOurs: boolean
}

/** What a payment report did to the money. `covered`: items that are now paid in full. */
export type Applied =
  | { readonly kind: 'nothing'; readonly why: 'repeated' | 'superseded' }
  | { readonly kind: 'conflicted'; readonly amount: Amount; readonly currency: string }
  | {
      readonly kind: 'captured'
      readonly shares: readonly {
        readonly item: PaymentItem
        readonly amount: Amount
        readonly covered: boolean
      }[]
      readonly surplus: Amount
    }

/**
 * The reducer of "the channel received money" (PAYMENTS §1.2): from every state, in any order, any number of times.
 * What is still due is captured, the rest is surplus. A report that does not fit the attempt is a conflict: the
 * money is recorded, nothing is paid by it.
 */
export function applyPaid(book: PaymentBook, attempt: Attempt, report: PaidReport, moved: Moved): Applied {
  const payment = present(book.payments.get(attempt.payableNo), `payment ${attempt.payableNo}`)
  if (attempt.state === 'succeeded') return { kind: 'nothing', why: 'repeated' }
  if (attempt.state === 'conflicted') return { kind: 'nothing', why: 'superseded' }
  attempt.channelNo = report.channelNo
  attempt.received = report.amount
  attempt.receivedCurrency = report.currency
  attempt.held = 0
  takeOffHold(book, attempt, report.amount)
  attempt.succeededAt = report.succeededAt
  attempt.nextQueryAt = null
  if (report.amount > 0)
    book.flows.push({
      sourceNo: attempt.attemptNo,
      payableNo: attempt.payableNo,
      direction: 'in',
      channel: attempt.channel,
      channelNo: report.channelNo,
      amount: report.amount,
      currency: report.currency,
      description: attempt.description,
      occurredAt: report.succeededAt,
    })
  if (!fits(payment, attempt, report)) {
    attempt.surplus = report.amount
    if (report.currency === payment.currency) payment.surplus += report.amount
    book.touched.payments.add(payment)
    endAttempt(book, attempt, 'conflict', moved)
    return { kind: 'conflicted', amount: report.amount, currency: report.currency }
  }
  const shares = capture(book, payment, attempt)
  endAttempt(book, attempt, 'succeed', moved, shares)
  coverIfPaid(book, payment, moved)
  return { kind: 'captured', shares, surplus: attempt.surplus }
}

/**
 * Of money that was held first, less may be taken; never more. A transfer brings what its sender typed: less than was
 * asked for is a part, where parts are taken.
 */
const fits = (payment: Payment, attempt: Attempt, { isOurs, currency, amount }: PaidReport): boolean => {
  const mayBeLess =
    attempt.capture === 'manual' ||
    isInBooks(attempt.channel) ||
    (attempt.method === 'transfer' && payment.takesParts)
  const isAmount = mayBeLess ? amount > 0 && amount <= attempt.amount : amount === attempt.amount
  return isOurs && currency === attempt.currency && isAmount
}

/** Gives the attempt's money to its items, as far as they are still due; a closed payment takes nothing. */
function capture(book: PaymentBook, payment: Payment, attempt: Attempt) {
  const takes = payment.state === 'open' || payment.state === 'closing'
  const items = takes
    ? itemsOf(book, payment).filter((item) => attempt.itemNos.includes(item.itemNo) && !item.cancelled)
    : []
  const shares = allocate(
    attempt.received,
    items.map((item) => ({ weight: item.due - item.captured, cap: item.due - item.captured })),
  )
  attempt.captured = sum(shares)
  attempt.surplus = attempt.received - attempt.captured
  payment.captured += attempt.captured
  payment.surplus += attempt.surplus
  book.touched.payments.add(payment)
  const captured = items.map((item, i) => {
    item.captured += shares[i]!
    if (shares[i]! > 0) addShare(book, item, attempt, shares[i]!)
    book.touched.items.add(item)
    return { item, amount: shares[i]!, covered: item.captured === item.due }
  })
  return captured.filter((share) => share.amount > 0)
}

function addShare(
  book: PaymentBook,
  { payableNo, itemNo }: PaymentItem,
  attempt: Attempt,
  amount: Amount,
): void {
  const { attemptNo } = attempt
  const share: Share = { payableNo, itemNo, attemptNo, amount, refunding: 0, refunded: 0, disputed: 0 }
  addTo(book.shares, payableNo, share)
  book.added.shares.add(share)
}

export type HeldReport = {
  readonly channelNo: string
  readonly amount: Amount
  readonly currency: string
  readonly heldUntil: Date | null
  readonly isOurs: boolean
}

/**
 * The channel, or our own books, hold money for the attempt (预授权). It is not ours yet, so nothing is captured.
 * Held for somebody else, of another amount, or after the end, it is let go again. The channel's clock tells when it was
 * held; ours, when something is done about it.
 */
export function applyHeld(
  book: PaymentBook,
  attempt: Attempt,
  report: HeldReport,
  moved: Moved,
  now: Date,
): 'held' | 'nothing' {
  if (!can(attemptMachine, attempt.state, 'authorize')) return 'nothing'
  const { channelNo, amount, heldUntil } = report
  attempt.channelNo = channelNo
  attempt.held = amount
  attempt.heldUntil = heldUntil
  attempt.nextQueryAt = heldUntil && settleHoldBy(moved.at, heldUntil)
  moveAttempt(book, attempt, 'authorize', moved)
  const isAsked = report.isOurs && report.currency === attempt.currency && amount === attempt.amount
  if (attempt.state === 'closing') attempt.nextQueryAt = now
  else if (!isAsked) beginCloseAttempt(book, attempt, { ...moved, at: now, reason: 'held as nobody asked' })
  return 'held'
}
