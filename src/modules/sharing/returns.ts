import { after, MINUTE } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import { type Amount, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { sharingReturnMachine } from './machine.ts'
import { type Moved, moveReturn } from './moves.ts'
import { owe, shopOf } from './owed.ts'
import type { Receiver, Sharing, SharingBook, SharingRejection, SharingReturn } from './types.ts'

export type ReturnRequest = {
  readonly returnNo: string
  readonly account: string
  readonly amount: Amount
  readonly reason: string
  readonly requestedBy: string
}

/** What a receiver still has of a sharing, and no return has asked back yet. Persons cannot give back. */
export function returnable(
  returns: Iterable<SharingReturn>,
  { sharingNo }: Sharing,
  receiver: Receiver,
): Amount {
  if (receiver.type !== 'merchant' || receiver.state !== 'succeeded') return 0
  const asked = [...returns].filter(
    (one) => one.sharingNo === sharingNo && one.account === receiver.account && isAsked(one),
  )
  return receiver.amount - sum(asked.map((one) => one.amount))
}

/** What a refund did not get back is still with its receiver, and the next one may ask for it. */
export const isAsked = ({ state, refundNo }: SharingReturn): boolean =>
  refundNo === null || (state !== 'failed' && state !== 'waived')

/** Waived by rule: its receiver gave the same money back with another refund. */
export const CAME_BACK = 'came_back'

/** What people let the platform bear stays with its receiver, and no refund asks for it again. */
export const isGivenUp = ({ state, refundNo, failureCode }: SharingReturn): boolean =>
  state === 'waived' && refundNo !== null && failureCode !== CAME_BACK

/** What a refund may still take back of what a receiver got; below zero where he was asked for more than he has. */
export const leftFor = (returns: Iterable<SharingReturn>, sharing: Sharing, receiver: Receiver): Amount => {
  const of = [...returns].filter(
    (one) => one.sharingNo === sharing.sharingNo && one.account === receiver.account,
  )
  return returnable(of, sharing, receiver) - sum(of.filter(isGivenUp).map(({ amount }) => amount))
}

/** Asks a receiver for money back. One person may: it comes to us. */
export function requestReturn(
  book: SharingBook,
  sharing: Sharing,
  request: ReturnRequest,
  now: Date,
): Outcome<SharingReturn, SharingRejection> {
  const { state } = sharing
  if (state !== 'finished') return reject('illegal_move', { detail: { state } })
  const receiver = sharing.receivers.find(({ account }) => account === request.account)
  if (!receiver) return reject('not_found', { param: 'account' })
  const left = returnable(book.returns.values(), sharing, receiver)
  if (request.amount > left) return reject('return_exceeds', { detail: { left } })
  return accept(addReturn(book, sharing, request, now))
}

export function addReturn(
  book: SharingBook,
  sharing: Sharing,
  { refundNo = null, ...request }: ReturnRequest & { readonly refundNo?: string | null },
  now: Date,
): SharingReturn {
  const { sharingNo, payableNo, attemptNo, currency } = sharing
  const one: SharingReturn = {
    ...request,
    refundNo,
    sharingNo,
    payableNo,
    attemptNo,
    currency,
    state: 'requested',
    failureCode: null,
    nextAt: now,
    tries: 0,
    requestedAt: now,
    succeededAt: null,
    claim: null,
    version: 1,
  }
  book.returns.set(one.returnNo, one)
  book.added.returns.add(one)
  return one
}

export type ReturnNews =
  | { readonly kind: 'processing' }
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'pending'; readonly reason: string }

/** Returns whether the money is now back with us for the first time. `nextNo` numbers what is left of a debt. */
export function applyReturnNews(
  book: SharingBook,
  one: SharingReturn,
  news: ReturnNews,
  { delaysMs, nextNo }: { readonly delaysMs: readonly number[]; readonly nextNo: () => string },
  moved: Moved,
): boolean {
  switch (news.kind) {
    case 'succeeded':
      if (!can(sharingReturnMachine, one.state, 'succeed')) return false
      one.succeededAt = moved.at
      one.nextAt = null
      one.claim = null
      moveReturn(book, one, 'succeed', moved)
      letOff(book, one, moved, nextNo)
      return true
    case 'failed':
      if (!can(sharingReturnMachine, one.state, 'fail')) return letRest(book, one)
      one.failureCode = news.code
      one.nextAt = null
      moveReturn(book, one, 'fail', { ...moved, reason: news.code })
      return false
    case 'processing':
      if (can(sharingReturnMachine, one.state, 'accept')) moveReturn(book, one, 'accept', moved)
      return schedule(book, one, delaysMs, moved.at)
    case 'pending':
      return schedule(book, one, delaysMs, moved.at)
  }
}

/**
 * What came back through one refund is not owed for another as well: its receiver had it once. The newest debt goes first,
 * which was made when this counted as lost; of one that is larger the rest is still owed, under a number of its own.
 */
function letOff(
  book: SharingBook,
  { sharingNo, account, returnNo }: SharingReturn,
  moved: Moved,
  nextNo: () => string,
): void {
  const sharing = book.sharings.get(sharingNo)
  const receiver = sharing?.receivers.find((of) => of.account === account)
  if (!sharing || receiver?.type !== 'merchant') return
  let excess = -leftFor(book.returns.values(), sharing, receiver)
  const debts = [...book.returns.values()].filter(
    (one) => one.sharingNo === sharingNo && one.account === account && one.state === 'owed',
  )
  for (const one of debts.sort((a, b) => b.requestedAt.getTime() - a.requestedAt.getTime())) {
    if (excess <= 0) return
    one.nextAt = null
    one.failureCode = CAME_BACK
    moveReturn(book, one, 'waive', { ...moved, reason: `came back as ${returnNo}` })
    if (one.amount > excess) {
      const { reason, requestedBy, refundNo } = one
      const rest = { returnNo: nextNo(), account, amount: one.amount - excess, reason, requestedBy, refundNo }
      owe(book, [addReturn(book, sharing, rest, moved.at)], { ...moved, reason: `rest of ${one.returnNo}` })
    }
    excess -= one.amount
  }
}

/** It was asked about once more, and nothing has changed. */
function letRest(book: SharingBook, one: SharingReturn): false {
  if (one.nextAt !== null) book.touched.returns.add(one)
  one.nextAt = null
  return false
}

/**
 * A refund that was to take these parts with it reached its channel after all: what counted as not given back may be back,
 * so its channel is asked about it once more.
 */
export function askAgainWith(book: SharingBook, refundNo: string, now: Date): void {
  for (const one of book.returns.values()) {
    if (one.refundNo !== refundNo || one.nextAt !== null || !can(sharingReturnMachine, one.state, 'succeed'))
      continue
    one.nextAt = now
    book.touched.returns.add(one)
  }
}

function schedule(book: SharingBook, one: SharingReturn, delaysMs: readonly number[], at: Date): false {
  if (one.nextAt === null) return false
  one.nextAt = after(at, delaysMs[Math.min(one.tries, delaysMs.length - 1)] ?? MINUTE)
  one.tries += 1
  book.touched.returns.add(one)
  return false
}

/**
 * A failed return is sent again with its number, or given up, and the refund goes on: a shop's pending money stays
 * charged with its part, what others got stays the platform's cost.
 */
export function decideReturn(
  book: SharingBook,
  one: SharingReturn,
  action: 'retry' | 'waive',
  moved: Moved,
): Outcome<SharingReturn, SharingRejection> {
  const { state } = one
  if (!can(sharingReturnMachine, state, action)) return reject('illegal_move', { detail: { state } })
  if (action === 'waive' && state === 'owed' && shopOf(book, one) !== null) return reject('owed_by_shop')
  // It cannot come back by itself: the next refund asks for it.
  if (action === 'retry' && one.refundNo !== null) return reject('returns_with_refund')
  if (action === 'retry') {
    one.failureCode = null
    one.nextAt = moved.at
  }
  moveReturn(book, one, action, moved)
  return accept(one)
}
