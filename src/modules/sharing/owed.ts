import { can } from '../../kernel/machine.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { sharingReturnMachine } from './machine.ts'
import { type Moved, moveReturn } from './moves.ts'
import type { Claim, SharingBook, SharingRejection, SharingReturn } from './types.ts'

/** Whose pending money the shared part paid out: a shop's, or the platform's own (null). */
export const shopOf = (
  { sharings }: Pick<SharingBook, 'sharings'>,
  { sharingNo, account }: SharingReturn,
): number | null =>
  sharings.get(sharingNo)?.receivers.find((receiver) => receiver.account === account)?.shopId ?? null

/**
 * Parts that a channel takes back only with a refund of its own, while we pay this one ourselves: nothing is asked of
 * the channel, their receivers owe them. What the same refund did not get back there before is owed as well.
 */
export function owe(book: SharingBook, parts: readonly SharingReturn[], moved: Moved): void {
  for (const one of parts) {
    one.nextAt = null
    moveReturn(book, one, 'owe', moved)
  }
}

/** A shop's debt is in its pending money from the beginning; as soon as that is not below zero, it is covered. */
export function offsetReturn(book: SharingBook, one: SharingReturn, moved: Moved): boolean {
  if (!can(sharingReturnMachine, one.state, 'offset') || shopOf(book, one) === null) return false
  moveReturn(book, one, 'offset', moved)
  return true
}

/** The first of two people says that the receiver transferred it to us. */
export function claimReturn(
  book: SharingBook,
  one: SharingReturn,
  claim: Claim,
  moved: Moved,
): Outcome<SharingReturn, SharingRejection> {
  const { state } = one
  if (!can(sharingReturnMachine, state, 'claim')) return reject('illegal_move', { detail: { state } })
  one.claim = claim
  moveReturn(book, one, 'claim', { ...moved, reason: claim.reference })
  return accept(one)
}

/** The second decides. Confirmed, it is back with us. */
export function decideClaim(
  book: SharingBook,
  one: SharingReturn,
  action: 'confirm' | 'refuse',
  moved: Moved,
): Outcome<SharingReturn, SharingRejection> {
  const { state, claim } = one
  if (!claim || !can(sharingReturnMachine, state, action))
    return reject('illegal_move', { detail: { state } })
  if (claim.by === moved.actor) return reject('same_person')
  // Its channel is being asked whether it has it: nobody gives back twice.
  if (action === 'confirm' && one.nextAt !== null)
    return reject('illegal_move', { detail: { state, until: one.nextAt } })
  if (action === 'confirm') one.succeededAt = new Date(claim.at)
  else one.claim = null
  moveReturn(book, one, action, moved)
  return accept(one)
}
