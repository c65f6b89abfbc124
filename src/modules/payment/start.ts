import { present } from '../../kernel/assert.ts'
import { after, SECOND } from '../../kernel/clock.ts'
import { type Amount, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { itemsOf, openAttempts } from './decide.ts'
import { isInBooks } from './house.ts'
import type { Leg } from './legs.ts'
import type { PlanPolicy } from './policy.ts'
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
export const LAST_START = 90 * SECOND
export const CHANNEL_AHEAD = 10 * SECOND

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

/** Everything about an attempt that is not its money. */
export type StartFacts = {
  readonly payer: Payer | null
  readonly capture: 'automatic' | 'manual'
  readonly description: string
  readonly firstQueryMs: number
  /** The channel takes no later end than this from now. */
  readonly longestMs: number
}

/** An act of paying: an attempt, or several that share a group. */
export type Act = {
  /** The items it pays; all that are open when empty. */
  readonly itemNos: readonly string[]
  /** A part of what is open (plan two); all of it when null. */
  readonly amount: Amount | null
  readonly capture: 'automatic' | 'manual'
  /** Its legs, once it is known what it pays; the channel's comes last. */
  readonly legs: (amount: Amount) => Outcome<Leg[], PaymentRejection>
  readonly limits: Pick<PlanPolicy, 'smallestPart' | 'mostParts'>
  /** The combined order that it would be a part of: another one is another act, and one alone is in none. */
  readonly combinedNo: string | null
}

/** What an act may do: nothing new, because the same is open already, or these legs. */
export type Judged =
  | { readonly same: Attempt }
  | { readonly same: null; readonly itemNos: readonly string[]; readonly legs: readonly Leg[] }

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
    plan: null,
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
 * Whether an act may begin, before anything is written. Under plan one (row N7) another open attempt refuses it with its
 * number: it must be closed at the channel first. Under plan two (row N8) it may pay a part, never more than what
 * neither came in nor is on its way.
 */
export function judgeAct(
  book: PaymentBook,
  payment: Payment,
  act: Act,
  now: Date,
): Outcome<Judged, PaymentRejection> {
  const may = takesAttempts(payment, now)
  if (!may.ok) return may
  const wanted = payableItems(book, payment, act.itemNos)
  const left = sum(wanted.map((item) => item.due - item.captured))
  if (left === 0) return reject('already_paid')
  const open = openAttempts(book, payment)
  const itemNos = wanted.map((item) => item.itemNo)
  const free = left - onItsWay(open, itemNos)
  const amount = act.amount ?? (payment.isOneAtATime ? left : free)
  const again = act.legs(amount > 0 ? amount : left)
  if (!again.ok) return again
  const same = sameAct(open, { ...act, legs: again.value, itemNos })
  if (same && (payment.isOneAtATime || act.amount === null)) return accept({ same })
  if (payment.isOneAtATime && open.length > 0) return standsInTheWay(open)
  if (free <= 0 && open.length > 0) return standsInTheWay(open)
  if (amount <= 0 || amount > free) return reject('above_open', { detail: { open: free } })
  const part = amount === left ? null : faultOfPart(book, payment, amount, act.limits, left)
  if (part) return part
  return accept({ same: null, itemNos, legs: again.value })
}

/** An open act is named by the leg that a channel can close; what our own books hold is let go with it. */
function standsInTheWay(open: readonly Attempt[]) {
  const named = open.find((attempt) => !isInBooks(attempt.channel)) ?? open[0]!
  return reject('attempt_open', { detail: { attemptNo: named.attemptNo } })
}

function faultOfPart(
  book: PaymentBook,
  payment: Payment,
  amount: Amount,
  { smallestPart, mostParts }: Act['limits'],
  left: Amount,
) {
  if (!payment.takesParts) return reject('part_not_taken', { detail: { open: left } })
  if (amount < smallestPart) return reject('part_too_small', { detail: { smallest: smallestPart } })
  const parts = new Set(
    (book.attemptsOf.get(payment.payableNo) ?? [])
      .filter((attempt) => attempt.isOpen || attempt.captured > 0)
      .map((attempt) => attempt.groupNo ?? attempt.attemptNo),
  )
  return parts.size + 1 >= mostParts ? reject('part_not_taken', { detail: { open: left, mostParts } }) : null
}

/** Writes the attempts of an act that was judged; several share a group, which has the number of the last, the channel's. */
export function addAct(
  book: PaymentBook,
  payment: Payment,
  { itemNos, legs }: Extract<Judged, { same: null }>,
  facts: StartFacts & { readonly nos: readonly string[]; readonly combinedNo: string | null },
  now: Date,
): Attempt[] {
  const { nos, ...rest } = facts
  const groupNo = legs.length > 1 ? present(nos.at(-1), 'a number') : null
  return legs.map((leg, i) =>
    addNew(book, payment, { ...rest, ...leg, itemNos, groupNo, attemptNo: present(nos[i], 'a number') }, now),
  )
}

const onItsWay = (open: readonly Attempt[], itemNos: readonly string[]): Amount =>
  sum(open.filter((held) => held.itemNos.some((no) => itemNos.includes(no))).map((held) => held.amount))

type Wanted = Pick<Act, 'capture' | 'combinedNo'> & {
  readonly legs: readonly Leg[]
  readonly itemNos: readonly string[]
}

/** The open attempt of the very same act, by the leg that the channel runs. */
const sameAct = (
  open: readonly Attempt[],
  { capture, combinedNo, legs, itemNos }: Wanted,
): Attempt | undefined =>
  open.find((held) => {
    const group = held.groupNo === null ? [held] : open.filter(({ groupNo }) => groupNo === held.groupNo)
    return (
      held.state !== 'closing' &&
      !isInBooks(held.channel) &&
      held.capture === capture &&
      held.combinedNo === combinedNo &&
      held.itemNos.join() === itemNos.join() &&
      group.map(nameOfLeg).sort().join() === legs.map(nameOfLeg).sort().join()
    )
  })

const nameOfLeg = ({ channel, method, amount }: Leg): string => `${channel}/${method}/${amount}`

type NewAttempt = StartFacts &
  Leg & {
    readonly attemptNo: string
    readonly groupNo: string | null
    readonly combinedNo: string | null
    readonly itemNos: readonly string[]
  }

export function addNew(book: PaymentBook, payment: Payment, request: NewAttempt, now: Date): Attempt {
  const { firstQueryMs, longestMs, ...asked } = request
  const latest = after(payment.expiresAt, -CHANNEL_AHEAD)
  const longest = after(now, longestMs)
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
    expiresAt: longest < latest ? longest : latest,
    nextQueryAt: isInBooks(asked.channel) ? null : after(now, firstQueryMs),
    queryCount: 0,
    createdAt: now,
    succeededAt: null,
    version: 1,
  }
  addAttempt(book, attempt)
  book.added.attempts.add(attempt)
  return attempt
}
