import type { Bill, Payback, Wire } from './provider-facts.ts'

const DAY = 86_400_000
/** So long after it refused one a bank may let it through after all. */
const HEALS = [5 * 60_000, 3_600_000, 2 * DAY] as const
const STUCK = 3 * DAY
/** So long after its arrival a bank may give a refund back. */
const BOUNCES = [3_600_000, DAY, 3 * DAY]

type Beside = {
  readonly bills: ReadonlyMap<string, Bill>
  readonly claims: { readonly of: (attemptNo: string) => number }
  readonly sharings: { readonly refunding: (refundNo: string, bill: Bill, amount: number) => void }
  readonly isHard: boolean
}

/**
 * Money on its way back to payers. A bank may refuse it, and it waits until it is sent again or another way; another
 * may give back what had arrived, and the number is over.
 */
export function openRefunds(wire: Wire, { bills, claims, sharings, isHard }: Beside) {
  const { clock, faults, fault, happens, chanceOf, strike, announce, later } = wire
  const paybacks = new Map<string, Payback>()
  const isWaiting = ({ ending, doneAt }: Payback): boolean => ending === 'abnormal' && doneAt <= clock.now
  /** What a bank refused and came to our own account is not with its payer: it can be paid out of there. */
  const withUs = (attemptNo: string): number =>
    [...paybacks.values()]
      .filter((one) => one.attemptNo === attemptNo && one.to === 'us')
      .filter(({ ending, doneAt }) => ending === 'done' && doneAt <= clock.now)
      .reduce((sum, { amount }) => sum + amount, 0)

  const mayBounce = (known: Payback): void => {
    const random = chanceOf(`${known.refundNo}/bounce`)
    if (isHard && !faults.isHonest && known.ending === 'done' && random.chance(0.12))
      known.bouncesAt = known.doneAt + random.pick(BOUNCES)
  }

  return {
    paybacks,
    /** One number is one refund, however often it is sent. */
    refund(refundNo: string, attemptNo: string, amount: number): 'processing' | 'refused' | undefined {
      const lost = fault(refundNo)
      if (lost === 'lost_before') return undefined
      const bill = bills.get(attemptNo)
      const known = paybacks.get(refundNo)
      if (known && isWaiting(known) && chanceOf(refundNo).chance(0.6)) {
        Object.assign(known, { ending: 'done', doneAt: clock.now + 30_000 })
        announce({ about: 'refund', refundNo }, 1)
      }
      if (!known) {
        // What a bank has asked back cannot be refunded as well.
        if (bill?.state !== 'paid' || bill.refunded + amount + claims.of(attemptNo) > bill.taken)
          return 'refused'
        sharings.refunding(refundNo, bill, amount - withUs(attemptNo))
        const isClosed = happens(refundNo, 0.1, 'refund_closed')
        const isAbnormal = !isClosed && happens(refundNo, isHard ? 0.35 : 0.06, 'refund_abnormal')
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
        mayBounce(made)
        announce({ about: 'refund', refundNo })
      }
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
      return known ?? 'unknown_number'
    },
    /** What happens by itself: one that was refused goes through after all, one that had arrived comes back. */
    goOn(): void {
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
