import { present } from '../kernel/assert.ts'
import type { Amount } from '../kernel/money.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { lockPending, pendingOf } from '../modules/ledger/index.ts'
import {
  type Claim,
  claimReturn,
  decideClaim,
  offsetReturn,
  type SharingRejection,
  type SharingReturn,
  shopOf,
} from '../modules/sharing/index.ts'
import type { LaneSpec } from '../platform/lane.ts'
import { bookReturned, type SharingWorld, sharingLane, sharingLaneOf, wakeRefunds } from './sharing.ts'
import type { SubjectCommand, worldLane } from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]

/** Shared money beside the pending money of the shops that owe some of it, which nobody moves meanwhile. */
export type OffsetWorld = SharingWorld & { readonly pending: ReadonlyMap<string, Amount> }

/**
 * The pending money of a shop covers what it owed; `subject` is the return. The shop's account is locked, so it is covered
 * only where that money is not below zero at the commit, whatever refunds and other offsets come beside it.
 */
export const offsetReturnLane = (
  wiring: Wiring,
): LaneSpec<SubjectCommand, OffsetWorld, { readonly isCovered: boolean }, SharingRejection> => {
  const lane = sharingLaneOf<SubjectCommand>(wiring, { operation: 'sharing.offset', keys: 'own' })
  return {
    ...lane,
    load: async (tx, commands) => {
      const both = await lane.load(tx, commands)
      const debts = commands.flatMap(({ subject }) => debtIn(both, subject) ?? [])
      return { ...both, pending: await lockPending(tx, debts) }
    },
    decide: decideOffset,
  }
}

export function decideOffset(
  both: OffsetWorld,
  { subject, now }: SubjectCommand,
): Outcome<{ readonly isCovered: boolean }, SharingRejection> {
  const one = both.sharings.returns.get(subject)
  if (!one) return reject('not_found')
  const debt = debtIn(both, subject)
  // The debt stands in its pending money already: what is left there shows whether it is covered.
  const left = debt && (both.pending.get(pendingOf(debt)) ?? 0)
  if (left === null || left < 0) return accept({ isCovered: false })
  return accept({ isCovered: offsetReturn(both.sharings, one, { actor: 'rule:pending', at: now }) })
}

function debtIn({ sharings }: SharingWorld, returnNo: string): { shopId: number; currency: string } | null {
  const one = sharings.returns.get(returnNo)
  const shopId = one ? shopOf(sharings, one) : null
  return one && shopId !== null ? { shopId, currency: one.currency } : null
}

export type ActOnOwed = SubjectCommand & {
  readonly actor: string
  readonly act: { readonly kind: 'claim'; readonly claim: Claim } | { readonly kind: 'confirm' | 'refuse' }
}

/** A receiver gave back by a transfer what its channel could not take back: one says so, another confirms. */
export const actOnOwedLane = (wiring: Wiring) =>
  sharingLane<ActOnOwed, SharingReturn>(wiring, {
    operation: 'sharing.owed',
    keys: 'table',
    decide: ({ world, sharings }, { subject, act, actor, now }) => {
      const one = sharings.returns.get(subject)
      if (!one) return reject('not_found')
      const moved = { actor, at: now }
      const outcome =
        act.kind === 'claim'
          ? claimReturn(sharings, one, act.claim, moved)
          : decideClaim(sharings, one, act.kind, moved)
      if (!outcome.ok) return outcome
      if (act.kind === 'confirm') {
        const sharing = present(sharings.sharings.get(one.sharingNo), one.sharingNo)
        const { at, reference } = present(one.claim, `claim of ${one.returnNo}`)
        bookReturned(
          world,
          { ...sharing, channel: 'offline', channelSharingNo: reference },
          one,
          new Date(at),
        )
        wakeRefunds(world, one.attemptNo, now)
      }
      return accept({ ...one })
    },
  })
