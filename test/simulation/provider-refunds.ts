import type { Bill, Payback, Wire } from './provider-facts.ts'
import { type AskedRefund, openRefusals } from './provider-refusals.ts'
import type { Sharings } from './provider-sharing.ts'

const DAY = 86_400_000
/** So long after it refused one a bank may let it through after all. */
const HEALS = [5 * 60_000, 3_600_000, 2 * DAY] as const
const STUCK = 3 * DAY
/** So long after its arrival a bank may give a refund back. */
const BOUNCES = [3_600_000, DAY, 3 * DAY]

type Beside = {
  readonly bills: ReadonlyMap<string, Bill>
  readonly claims: { readonly of: (attemptNo: string) => number }
  readonly sharings: Pick<Sharings, 'refunding' | 'takeBack' | 'comesWithRefund'>
  readonly isHard: boolean
  readonly isStubborn: boolean
}

/**
 * Money on its way back to payers. A bank may refuse it, and it waits until it is sent again or another way; another
 * may give back what had arrived, and the number is over.
 */
export function openRefunds(wire: Wire, { bills, claims, sharings, isHard, isStubborn }: Beside) {
  const { clock, faults, fault, happens, chanceOf, strike, announce, later } = wire
  const paybacks = new Map<string, Payback>()
  const refusals = openRefusals(wire, isStubborn)
  const isWaiting = ({ ending, doneAt }: Payback): boolean => ending === 'abnormal' && doneAt <= clock.now
  /** What a bank refused and came to our own account is not with its payer: it can be paid out of there. */
  const withUs = (attemptNo: string): number =>
    [...paybacks.values()]
      .filter((one) => one.attemptNo === attemptNo && one.to === 'us')
      .filter(({ ending, doneAt }) => ending === 'done' && doneAt <= clock.now)
      .reduce((sum, { amount }) => sum + amount, 0)

  const mayBounce = (known: Payback): void => {
    const random = chanceOf(`${known.refundNo}/bounce`)
    if (sharings.comesWithRefund) return
    if (isHard && !faults.isHonest && known.ending === 'done' && random.chance(0.12))
      known.bouncesAt = known.doneAt + random.pick(BOUNCES)
  }

  /** Takes it, where the bill has so much: of what a bank has asked back, nothing is refunded as well. */
  const take = ({ refundNo, attemptNo, amount, parts }: AskedRefund, atLeast = 0): boolean => {
    const bill = bills.get(attemptNo)
    if (bill?.state !== 'paid' || bill.refunded + amount + claims.of(attemptNo) > bill.taken) return false
    if (!sharings.comesWithRefund) sharings.refunding(refundNo, bill, amount - withUs(attemptNo))
    const isClosed = happens(refundNo, 0.1, 'refund_closed')
    // Where shared money comes back with it, no bank turns it away.
    const mayBeAbnormal = !isClosed && !sharings.comesWithRefund
    const isAbnormal = mayBeAbnormal && happens(refundNo, isHard ? 0.35 : 0.06, 'refund_abnormal')
    const isStuck = happens(refundNo, 0.05, 'refund_stuck')
    const heals = isAbnormal && chanceOf(refundNo).chance(0.4)
    const after = isHard ? chanceOf(refundNo).pick(HEALS) : HEALS[2]
    const healsAt = heals ? clock.now + after : Number.POSITIVE_INFINITY
    if (heals) later({ about: 'refund', refundNo }, after)
    if (!isClosed) bill.refunded += amount
    const made: Payback = {
      ...{ refundNo, attemptNo, amount, healsAt, to: 'payer', isRedirected: false },
      ending: isClosed ? 'closed' : isAbnormal ? 'abnormal' : 'done',
      doneAt: clock.now + (isStuck ? STUCK : faults.isHonest ? 0 : chanceOf(refundNo).int(0, 60_000)),
      bouncesAt: Number.POSITIVE_INFINITY,
    }
    paybacks.set(refundNo, made)
    if (!isClosed) sharings.takeBack(refundNo, attemptNo, parts, () => made.doneAt)
    mayBounce(made)
    announce({ about: 'refund', refundNo }, atLeast)
    return true
  }

  return {
    paybacks,
    refusals,
    /** One number is one refund, however often it is sent. `short`: there is no money for it now. */
    refund(asked: AskedRefund): 'processing' | 'refused' | 'short' | undefined {
      const { refundNo } = asked
      const lost = fault(refundNo)
      if (lost === 'lost_before') {
        refusals.lose(asked)
        return undefined
      }
      const known = paybacks.get(refundNo)
      if (known && isWaiting(known) && chanceOf(refundNo).chance(0.6)) {
        Object.assign(known, { ending: 'done', doneAt: clock.now + 30_000 })
        announce({ about: 'refund', refundNo }, 1)
      }
      const refusal = known ? null : refusals.of(asked)
      if (refusal !== null) {
        if (lost === 'lost_after') return undefined
        return refusal === 'never' ? 'refused' : 'short'
      }
      if (!known && !take(asked)) return 'refused'
      return lost === 'lost_after' ? undefined : 'processing'
    },
    /** Sends what the payer's bank refused to another card of his, or to us. The number moves its money once. */
    redirect(refundNo: string, to: Payback['to']): 'processing' | 'refused' | undefined {
      const lost = fault(refundNo)
      if (lost === 'lost_before') return undefined
      const known = paybacks.get(refundNo)
      if (known && isWaiting(known)) {
        const isRefused = to === 'payer' && happens(refundNo, 0.3, 'redirect_failed')
        const takes = faults.isHonest ? 0 : chanceOf(refundNo).int(0, 60_000)
        Object.assign(known, { to, isRedirected: true, healsAt: Number.POSITIVE_INFINITY })
        Object.assign(known, { ending: isRefused ? 'abnormal' : 'done', doneAt: clock.now + takes })
        if (to === 'payer') mayBounce(known)
        announce({ about: 'refund', refundNo })
      } else if (!known?.isRedirected) return lost === 'lost_after' ? undefined : 'refused'
      return lost === 'lost_after' ? undefined : 'processing'
    },
    queryRefund(refundNo: string): Payback | 'unknown_number' | undefined {
      if (fault(refundNo) !== 'none') return undefined
      const known = paybacks.get(refundNo)
      if (known && faults.isHonest) known.doneAt = Math.min(known.doneAt, clock.now)
      if (!known) refusals.denied.add(refundNo)
      return known ?? 'unknown_number'
    },
    /** What happens by itself: one that was refused goes through after all, one that had arrived comes back. */
    goOn(): void {
      for (const asked of refusals.arrived())
        if (!paybacks.has(asked.refundNo) && take(asked, 1)) {
          strike('refund_arrives_late')
          // That a bank gives back what was paid twice is left out.
          paybacks.get(asked.refundNo)!.bouncesAt = Number.POSITIVE_INFINITY
        }
      for (const one of paybacks.values()) {
        if (one.ending === 'abnormal' && one.healsAt <= clock.now)
          Object.assign(one, { ending: 'done', doneAt: one.healsAt })
        if (one.ending !== 'done' || one.bouncesAt > clock.now) continue
        strike('refund_bounced')
        one.ending = 'closed'
        bills.get(one.attemptNo)!.refunded -= one.amount
        announce({ about: 'refund', refundNo: one.refundNo }, 1)
      }
    },
  }
}
