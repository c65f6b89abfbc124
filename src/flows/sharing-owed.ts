import { present } from '../kernel/assert.ts'
import { accept, reject } from '../kernel/outcome.ts'
import {
  type Claim,
  claimReturn,
  decideClaim,
  offsetReturn,
  type SharingReturn,
} from '../modules/sharing/index.ts'
import { bookReturned, sharingLane, wakeRefunds } from './sharing.ts'
import type { SubjectCommand, worldLane } from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]

/** The pending money of a shop covers what it owed; `subject` is the return. */
export const offsetReturnLane = (wiring: Wiring) =>
  sharingLane<SubjectCommand, { readonly isCovered: boolean }>(wiring, {
    operation: 'sharing.offset',
    keys: 'own',
    decide: ({ sharings }, { subject, now }) => {
      const one = sharings.returns.get(subject)
      if (!one) return reject('not_found')
      return accept({ isCovered: offsetReturn(sharings, one, { actor: 'rule:pending', at: now }) })
    },
  })

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
