import { type Machine, step } from '../../kernel/machine.ts'
import type { Amount } from '../../kernel/money.ts'
import { attemptMachine, paymentMachine } from './machine.ts'
import { refundMachine } from './refund-machine.ts'
import { shopOfRefund, toldShares } from './told.ts'
import type { Attempt, Payment, PaymentBook, PaymentItem, Refund } from './types.ts'

/** Who moved it, when in business, and why. */
export type Moved = { readonly actor: string; readonly at: Date; readonly reason?: string | null }

/** Each moves one subject along its machine, bumps its version and leaves the step and the event in the book. */
export function movePayment(book: PaymentBook, payment: Payment, event: string, moved: Moved): void {
  payment.version += 1
  book.touched.payments.add(payment)
  const facts = () => ({ due: payment.due, captured: payment.captured, currency: payment.currency })
  // A payment shares its payable's number, so its history stands under the number of kind 5 beside it.
  const no = paymentHistoryNo(payment.payableNo)
  payment.state = record(
    book,
    paymentMachine,
    payment.state,
    event,
    no,
    payment.version,
    moved,
    facts,
  ) as Payment['state']
}

/** `taken`: what each item got of the money that this move brings in. */
export function moveAttempt(
  book: PaymentBook,
  attempt: Attempt,
  event: string,
  moved: Moved,
  taken: readonly { readonly item: PaymentItem; readonly amount: Amount }[] = [],
): void {
  attempt.version += 1
  book.touched.attempts.add(attempt)
  const { attemptNo, payableNo, amount, currency, channel, failureCode, received } = attempt
  const facts = () => {
    const shares = toldShares(book, attempt, taken)
    return { payableNo, amount, currency, channel, received, failureCode, shares }
  }
  attempt.state = record(
    book,
    attemptMachine,
    attempt.state,
    event,
    attemptNo,
    attempt.version,
    moved,
    facts,
  ) as Attempt['state']
}

export function moveRefund(book: PaymentBook, refund: Refund, event: string, moved: Moved): void {
  refund.version += 1
  book.touched.refunds.add(refund)
  const facts = () => refundFacts(book, refund)
  refund.state = record(
    book,
    refundMachine,
    refund.state,
    event,
    refund.refundNo,
    refund.version,
    moved,
    facts,
  ) as Refund['state']
}

/** That a refund was asked for: its first version, before any move. */
export function tellRequested(book: PaymentBook, refund: Refund): void {
  book.events.push({
    type: 'refund.requested',
    subject: refund.refundNo,
    sequence: refund.version,
    occurredAt: refund.requestedAt.toISOString(),
    data: refundFacts(book, refund),
  })
}

function refundFacts(book: PaymentBook, refund: Refund): Readonly<Record<string, unknown>> {
  const { payableNo, itemNo, attemptNo, amount, currency, source, failureCode } = refund
  const shopId = shopOfRefund(book, refund)
  return { payableNo, itemNo, attemptNo, amount, currency, source, failureCode, shopId }
}

/** The number under which a payment's own history stands: its payable's digits with the kind of an allocation. */
export const paymentHistoryNo = (payableNo: string): string => `5${payableNo.slice(1)}`

function record(
  book: PaymentBook,
  family: Machine,
  from: string,
  event: string,
  no: string,
  version: number,
  { actor, at, reason }: Moved,
  facts: () => Readonly<Record<string, unknown>>,
): string {
  const { to, move } = step(family, from, event)
  book.steps.push({ no, version, move, actor, reason: reason ?? null, occurredAt: at })
  const emits = family.find(from, event)?.emits
  if (emits)
    book.events.push({
      type: emits,
      subject: no,
      sequence: version,
      occurredAt: at.toISOString(),
      data: facts(),
    })
  return to
}
