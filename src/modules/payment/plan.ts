import { present } from '../../kernel/assert.ts'
import { after } from '../../kernel/clock.ts'
import { type Amount, allocateByWeight, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { type Moved, movePayment } from './moves.ts'
import type { Instalment, Payment, PaymentBook, PaymentItem, PaymentRejection } from './types.ts'

/** How a plan cuts what is due. The first part books; where it is kept, the shop has it whatever happens to the rest. */
export type PlanParts = {
  readonly plan: string
  readonly parts: readonly { readonly bps: number; readonly afterMs: number }[]
  readonly keepsDeposit: boolean
}

/** Paid all at once; what is owed beyond it stands in a schedule all the same. */
const AT_ONCE = 'full'

export const scheduleOf = (book: PaymentBook, payment: Payment): Instalment[] =>
  book.instalments.get(payment.payableNo) ?? []

/**
 * Cuts what is due into parts, before the first payment; the terms are frozen with it. The first part is due within the
 * time to pay, the others so long after the placing.
 */
export function choosePlan(
  book: PaymentBook,
  payment: Payment,
  { plan, parts, keepsDeposit }: PlanParts,
  moved: Moved,
): Outcome<Instalment[], PaymentRejection> {
  if (payment.state !== 'open') return reject('payment_closed')
  if (payment.plan !== null || payment.captured > 0) return reject('plan_chosen')
  const open = (book.attemptsOf.get(payment.payableNo) ?? []).find(({ isOpen }) => isOpen)
  if (open) return reject('attempt_open', { detail: { attemptNo: open.attemptNo } })
  const amounts = allocateByWeight(
    payment.due,
    parts.map(({ bps }) => bps),
  )
  const rest = keepsDeposit ? ('balance' as const) : ('instalment' as const)
  const list = parts.map(
    ({ afterMs }, i): Instalment => ({
      payableNo: payment.payableNo,
      seq: i + 1,
      kind: i === 0 && keepsDeposit ? 'deposit' : rest,
      amount: amounts[i]!,
      dueAt: i === 0 ? payment.expiresAt : after(moved.at, afterMs),
      isKept: i === 0 && keepsDeposit,
      itemNo: null,
      reason: null,
      askedBy: moved.actor,
      createdAt: moved.at,
    }),
  )
  if (list.some(({ amount }) => amount === 0)) return reject('not_offered')
  payment.plan = plan
  payment.takesParts = true
  book.touched.payments.add(payment)
  book.instalments.set(payment.payableNo, list)
  for (const one of list) book.added.instalments.add(one)
  return accept(list)
}

/** A part of the schedule with what came in of it: the record of each part. */
export type Part = Instalment & { readonly paid: Amount }

/** What came in pays the parts in their order; what is due outside of the schedule comes before it. */
export function partsOf(due: Amount, captured: Amount, schedule: readonly Instalment[]): Part[] {
  let left = Math.max(captured - (due - sum(schedule.map(({ amount }) => amount))), 0)
  return schedule.map((one) => {
    const paid = Math.min(one.amount, left)
    left -= paid
    return { ...one, paid }
  })
}

/** The first part that is not paid, with what is open of it and of all before it. */
export function nextPart(
  book: PaymentBook,
  payment: Payment,
): { readonly part: Part; readonly open: Amount } | null {
  const schedule = scheduleOf(book, payment)
  const part = partsOf(payment.due, payment.captured, schedule).find(({ amount, paid }) => paid < amount)
  if (!part) return null
  const later = sum(schedule.filter(({ seq }) => seq > part.seq).map(({ amount }) => amount))
  return { part, open: payment.due - payment.captured - later }
}

/** Whether the first part of a plan is in, which books. */
export function isDepositPaid(book: PaymentBook, payment: Payment): boolean {
  const [first] = scheduleOf(book, payment)
  return first !== undefined && first.kind !== 'supplement' && payment.captured >= first.amount
}

/** Less is due than before: the last parts shrink, so that the schedule still is what is due. */
export function fitSchedule(book: PaymentBook, payment: Payment): void {
  if (payment.plan === null) return
  const schedule = scheduleOf(book, payment)
  let over = sum(schedule.map(({ amount }) => amount)) - payment.due
  for (const one of [...schedule].reverse()) {
    if (over <= 0) return
    const off = Math.min(over, one.amount)
    one.amount -= off
    over -= off
    book.touched.instalments.add(one)
  }
}

/** What the item has of a deposit that its terms leave with the shop. */
export function keptOf(book: PaymentBook, payment: Payment, item: PaymentItem): Amount {
  const deposit = scheduleOf(book, payment).find(({ isKept }) => isKept)
  const items = book.items.get(payment.payableNo) ?? []
  if (!deposit || payment.captured === 0) return 0
  const shares = allocateByWeight(
    Math.min(deposit.amount, payment.captured),
    items.map(({ captured }) => captured),
  )
  const share = shares[items.indexOf(item)] ?? 0
  return Math.min(share, item.captured - item.refunding - item.refunded - item.kept)
}

/** Leaves a deposit with the shop for good: it goes back to nobody. */
export function keep(book: PaymentBook, item: PaymentItem, amount: Amount): void {
  item.kept += amount
  book.touched.items.add(item)
}

/** What is still owed of supplements has another day, so that it is asked for again before it. */
export function delaySupplements(book: PaymentBook, payment: Payment, dueAt: Date): void {
  for (const part of partsOf(payment.due, payment.captured, scheduleOf(book, payment))) {
    if (part.kind !== 'supplement' || part.paid === part.amount) continue
    const one = present(
      scheduleOf(book, payment).find(({ seq }) => seq === part.seq),
      `part ${part.seq}`,
    )
    one.dueAt = dueAt
    book.touched.instalments.add(one)
  }
}

/** More is owed for an item 补充支付: a payment that was covered is open again for it. */
export function addSupplement(
  book: PaymentBook,
  payment: Payment,
  item: PaymentItem,
  asked: { readonly amount: Amount; readonly dueAt: Date; readonly reason: string },
  moved: Moved,
): Instalment {
  const { amount, dueAt, reason } = asked
  item.due += amount
  payment.due += amount
  payment.expiresAt = dueAt
  payment.plan ??= AT_ONCE
  book.touched.items.add(item)
  book.touched.payments.add(payment)
  const schedule = scheduleOf(book, payment)
  const one: Instalment = {
    payableNo: payment.payableNo,
    seq: schedule.length + 1,
    kind: 'supplement',
    amount,
    dueAt,
    isKept: false,
    itemNo: item.itemNo,
    reason,
    askedBy: moved.actor,
    createdAt: moved.at,
  }
  book.instalments.set(payment.payableNo, [...schedule, one])
  book.added.instalments.add(one)
  if (payment.state === 'covered') movePayment(book, payment, 'owe', moved)
  return one
}
