import { present } from '../kernel/assert.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, reject } from '../kernel/outcome.ts'
import {
  type Attempt,
  applyRefundNews,
  goesToWallet,
  ourWayOpen,
  type Refund,
} from '../modules/payment/index.ts'
import { failedWith, makeWay, owe, type Way } from '../modules/sharing/index.ts'
import { refundInBooks } from './refunded.ts'
import { refundsOf, type SharingWorld, sharingLane, totalOf } from './sharing.ts'
import type { SubjectCommand, worldLane } from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]

/** How soon a refund that was held back is looked at again by itself. */
const HELD_BACK_MS = [60_000]

/** `comesWithRefund`: the channel gives shared money back only together with a refund. */
export type MakeWay = SubjectCommand & { readonly actor: string; readonly comesWithRefund: boolean }

/** What a refund takes back with it. */
export type SharedPart = { readonly account: string; readonly amount: number }

/**
 * Whether a refund must wait until shared money is back (row P7); `subject` is the refund. What is missing is asked
 * back in the same commit, or goes with the refund.
 */
export const makeWayLane = (wiring: Wiring) =>
  sharingLane<MakeWay, { readonly isHeldBack: boolean; readonly sharedParts: readonly SharedPart[] }>(
    wiring,
    {
      operation: 'sharing.make_way',
      keys: 'own',
      decide: (both, { subject, actor, comesWithRefund, now }) => {
        const found = refundIn(both, subject)
        if (!found) return reject('not_found')
        const { refund, attempt } = found
        const way = wayOf(both, refund, attempt, comesWithRefund ? refund : null, now)
        if (way.isHeldBack) holdBack(both, refund, actor, now)
        const sharedParts = way.parts.map(({ account, amount }) => ({ account, amount }))
        return accept({ isHeldBack: way.isHeldBack, sharedParts })
      },
    },
  )

/**
 * Pays an approved refund into the buyer's wallet, or lets people transfer it, once the shared money it needs is back.
 * Where that comes only with a refund of the channel there is none to take it: its receivers owe it, and the buyer does
 * not wait for them.
 */
export const payWalletLane = (wiring: Wiring) =>
  sharingLane<MakeWay, { readonly isHeldBack: boolean }>(wiring, {
    operation: 'refund.pay_wallet',
    keys: 'own',
    reach: 'stock',
    decide: (both, { subject, actor, comesWithRefund, now }) => {
      const found = refundIn(both, subject)
      if (!found) return reject('not_found')
      const { refund, attempt } = found
      const isByHand = ourWayOpen(refund) === 'hand'
      if (!(isByHand || goesToWallet(refund)) || refund.state !== 'approved')
        return accept({ isHeldBack: false })
      const { isHeldBack } = comesWithRefund
        ? owedWay(both, refund, attempt, now)
        : wayOf(both, refund, attempt, null, now)
      if (isHeldBack) holdBack(both, refund, actor, now)
      else if (isByHand) letPay(both, refund)
      else refundInBooks(both.world, refund, now)
      return accept({ isHeldBack })
    },
  })

/**
 * Its channel would take shared money back only with a refund of its own, and there is none: what this one needs is
 * owed by its receivers. Only while it is not known who got what, it waits.
 */
function owedWay(both: SharingWorld, refund: Refund, attempt: Attempt, now: Date): Way {
  const moved = { actor: 'rule:refund', at: now, reason: `refund ${refund.refundNo}` }
  owe(both.sharings, failedWith(both.sharings, refund.refundNo), moved)
  const way = wayOf(both, refund, attempt, refund, now)
  if (!way.isHeldBack) owe(both.sharings, way.parts, moved)
  return way
}

/** From now on it waits for the people who transfer it alone. */
function letPay({ world }: SharingWorld, refund: Refund): void {
  refund.nextAt = null
  world.payments.touched.refunds.add(refund)
}

function refundIn({ world }: SharingWorld, refundNo: string): { refund: Refund; attempt: Attempt } | null {
  const refund = world.payments.refunds.get(refundNo)
  if (!refund) return null
  return { refund, attempt: present(world.payments.attempts.get(refund.attemptNo), refund.attemptNo) }
}

function wayOf(
  { world, sharings }: SharingWorld,
  { refundNo }: Refund,
  { attemptNo, received }: Attempt,
  withRefund: Refund | null,
  now: Date,
): Way {
  const owed = totalOf(
    refundsOf(world, attemptNo).filter(({ state }) => state !== 'rejected' && state !== 'requested'),
  )
  const nextNo = () => world.nextNo('sharing', shardOfNumber(attemptNo))
  const request = { nextNo, requestedBy: 'rule:refund', reason: `refund ${refundNo}`, withRefund }
  return makeWay(sharings, { attemptNo, received, owed }, request, now)
}

function holdBack({ world }: SharingWorld, refund: Refund, actor: string, now: Date): void {
  const news = { kind: 'pending', reason: 'shared money is returned first' } as const
  applyRefundNews(world.payments, refund, news, HELD_BACK_MS, { actor, at: now })
}
