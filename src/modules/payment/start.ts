import { after, SECOND } from '../../kernel/clock.ts'
import { type Amount, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { itemsOf, openAttempts } from './decide.ts'
import {
  type Attempt,
  addAttempt,
  type Payer,
  type Payment,
  type PaymentBook,
  type PaymentItem,
  type PaymentRejection,
} from './types.ts'

/** No attempt starts in the last 90 s; the channel's own expiry lies a little before ours (PAYMENTS §1.4). */
const LAST_START = 90 * SECOND
const CHANNEL_AHEAD = 10 * SECOND

/** What is due, frozen when the first attempt opens the payment. */
export type Payable = {
  readonly payableNo: string
  readonly buyerId: string
  readonly currency: string
  readonly expiresAt: Date
  readonly isOneAtATime: boolean
  readonly takesParts: boolean
  readonly shares: readonly { itemNo: string; allocationNo: string; payeeId: number; due: Amount }[]
}

export type StartAttempt = {
  readonly attemptNo: string
  readonly groupNo: string | null
  /** The shares this attempt pays; all that are open when empty. */
  readonly itemNos: readonly string[]
  /** A part of what is open (plan two); all of it when null. */
  readonly amount: Amount | null
  readonly channel: string
  readonly method: string
  readonly capture: 'automatic' | 'manual'
  readonly payer: Payer | null
  readonly description: string
  readonly firstQueryMs: number
}

/** The payment of a payable, opened if this is the first that is heard of it. */
export function openPayment(book: PaymentBook, payable: Payable, now: Date): Payment {
  const known = book.payments.get(payable.payableNo)
  if (known) return known
  const { shares, ...facts } = payable
  const payment: Payment = {
    ...facts,
    state: 'open',
    due: sum(shares.map((share) => share.due)),
    captured: 0,
    surplus: 0,
    refunding: 0,
    refunded: 0,
    surplusRefunding: 0,
    surplusRefunded: 0,
    createdAt: now,
    version: 1,
  }
  const items = shares.map((share): PaymentItem => {
    const { payableNo } = payable
    return { ...share, payableNo, captured: 0, refunding: 0, refunded: 0, kept: 0, cancelled: false }
  })
  book.payments.set(payment.payableNo, payment)
  book.items.set(payment.payableNo, items)
  book.added.payments.add(payment)
  for (const item of items) book.added.items.add(item)
  return payment
}

/** Whether a new attempt may start at all, whatever it pays. */
export function takesAttempts(payment: Payment, now: Date): Outcome<undefined, PaymentRejection> {
  if (payment.state === 'covered') return reject('already_paid')
  if (payment.state !== 'open') return reject('payment_closed')
  if (now.getTime() > payment.expiresAt.getTime() - LAST_START) return reject('too_late_to_pay')
  return accept(undefined)
}

/** Items of the wanted numbers that somebody still has to pay for; all of them when none is named. */
export const payableItems = (
  book: PaymentBook,
  payment: Payment,
  itemNos: readonly string[],
): PaymentItem[] =>
  itemsOf(book, payment).filter(
    (item) =>
      !item.cancelled && item.captured < item.due && (itemNos.length === 0 || itemNos.includes(item.itemNo)),
  )

/**
 * Opens an attempt, or finds the one that is open for the same. Under plan one (row N7) another open attempt refuses
 * it with its number: it must be closed at the channel first. Under plan two (row N8) it may pay a part, never more
 * than what neither came in nor is on its way.
 */
export function startAttempt(
  book: PaymentBook,
  payment: Payment,
  request: StartAttempt,
  now: Date,
): Outcome<Attempt, PaymentRejection> {
  const may = takesAttempts(payment, now)
  if (!may.ok) return may
  const wanted = payableItems(book, payment, request.itemNos)
  const left = sum(wanted.map((item) => item.due - item.captured))
  if (left === 0) return reject('already_paid')
  const open = openAttempts(book, payment)
  const itemNos = wanted.map((item) => item.itemNo)
  const amount = request.amount ?? (payment.isOneAtATime ? left : left - onItsWay(open, itemNos))
  const same = open.find((held) => isSame(held, request, itemNos, amount))
  if (same && (payment.isOneAtATime || request.amount === null)) return accept(same)
  if (payment.isOneAtATime && open[0])
    return reject('attempt_open', { detail: { attemptNo: open[0].attemptNo } })
  if (amount !== left && !payment.takesParts) return reject('part_not_taken', { detail: { open: left } })
  const free = left - onItsWay(open, itemNos)
  if (free <= 0 && open[0]) return reject('attempt_open', { detail: { attemptNo: open[0].attemptNo } })
  if (amount <= 0 || amount > free) return reject('above_open', { detail: { open: free } })
  return accept(addNew(book, payment, { ...request, amount, itemNos }, now))
}

const onItsWay = (open: readonly Attempt[], itemNos: readonly string[]): Amount =>
  sum(open.filter((held) => held.itemNos.some((no) => itemNos.includes(no))).map((held) => held.amount))

const isSame = (held: Attempt, request: StartAttempt, itemNos: readonly string[], amount: Amount): boolean =>
  held.state !== 'closing' &&
  held.groupNo === null &&
  request.groupNo === null &&
  held.channel === request.channel &&
  held.method === request.method &&
  held.capture === request.capture &&
  held.amount === amount &&
  held.itemNos.join() === itemNos.join()

type NewAttempt = StartAttempt & { readonly amount: Amount }

export function addNew(book: PaymentBook, payment: Payment, request: NewAttempt, now: Date): Attempt {
  const { firstQueryMs, ...asked } = request
  const attempt: Attempt = {
    ...asked,
    payableNo: payment.payableNo,
    state: 'created',
    isOpen: true,
    currency: payment.currency,
    presentation: null,
    channelNo: null,
    held: 0,
    heldUntil: null,
    received: 0,
    receivedCurrency: null,
    captured: 0,
    surplus: 0,
    fee: null,
    failureCode: null,
    expiresAt: after(payment.expiresAt, -CHANNEL_AHEAD),
    nextQueryAt: after(now, firstQueryMs),
    queryCount: 0,
    createdAt: now,
    succeededAt: null,
    version: 1,
  }
  addAttempt(book, attempt)
  book.added.attempts.add(attempt)
  return attempt
}
