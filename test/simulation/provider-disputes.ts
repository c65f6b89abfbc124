import { DAY, HOUR } from '../../src/kernel/clock.ts'
import type { Bill, Claim, Wire } from './provider-facts.ts'

const ANSWERS_WITHIN = 7 * DAY
const REVIEWS_WITHIN = 5 * DAY

/**
 * What banks ask back, and how it ends. Silence loses. Each change is told with the faults of every notice, and says
 * how the claim stood when it was written: a late one contradicts what was heard before.
 */
export function openClaims(wire: Wire, bills: ReadonlyMap<string, Bill>) {
  const { clock, fault, happens, chanceOf, strike, announce, later, nextNo } = wire
  const all = new Map<string, Claim>()
  const isOpen = ({ state }: Claim): boolean => state === 'needs_response' || state === 'under_review'
  const tell = (claim: Claim, atLeast = 0): void =>
    announce({ about: 'dispute', claim: { ...claim } }, atLeast)
  /** What its banks have asked back of a bill and not lost. */
  const of = (attemptNo: string): number =>
    [...all.values()]
      .filter((claim) => claim.attemptNo === attemptNo && claim.state !== 'won')
      .reduce((sum, { amount }) => sum + amount, 0)

  const end = (claim: Claim, state: 'won' | 'lost'): void => {
    claim.state = state
    claim.isWithdrawn = state === 'lost'
    tell(claim)
    if (!happens(claim.disputeNo, 0.15, 'dispute_contradicted')) return
    claim.isContradicted = true
    const other = state === 'won' ? 'lost' : 'won'
    later({ about: 'dispute', claim: { ...claim, state: other, isWithdrawn: other === 'lost' } }, 3 * HOUR)
  }
  const decide = (claim: Claim): void => end(claim, chanceOf(claim.disputeNo).chance(0.5) ? 'won' : 'lost')

  return {
    all,
    of,
    open: () => [...all.values()].filter(isOpen),
    /** A payer goes to his bank. Some do so although they are being paid back already. */
    ask(attemptNo: string): void {
      const bill = bills.get(attemptNo)
      if (bill?.state !== 'paid' || bill.currency !== 'CNY' || bill.merchantId !== 'm1') return
      if (!bill.isManual && bill.taken !== bill.amount) return
      const random = chanceOf(attemptNo)
      const most = bill.taken - of(attemptNo)
      const rest = random.chance(0.5) ? most : most - bill.refunded
      if (rest <= 0) return
      const amount = random.chance(0.6) ? rest : random.int(1, rest)
      if (bill.refunded > 0) strike('dispute_during_refund')
      strike('dispute_opened')
      const claim: Claim = {
        disputeNo: `d${nextNo()}`,
        attemptNo,
        amount,
        openedAt: clock.now,
        respondBy: clock.now + ANSWERS_WITHIN,
        state: 'needs_response',
        isWithdrawn: random.chance(0.7),
        decidesAt: Number.POSITIVE_INFINITY,
        isContradicted: false,
      }
      all.set(claim.disputeNo, claim)
      tell(claim, 1)
    },
    /** The bank goes on by itself: it takes the money, or decides. */
    move(disputeNo: string): void {
      const claim = all.get(disputeNo)
      if (!claim || !isOpen(claim)) return
      if (claim.isWithdrawn || chanceOf(disputeNo).chance(0.3)) {
        decide(claim)
        return
      }
      claim.isWithdrawn = true
      tell(claim)
    },
    /** Whoever says nothing in time has lost; what is looked into is decided in the end. */
    lapse(): void {
      for (const claim of all.values()) {
        if (claim.state === 'needs_response' && clock.now > claim.respondBy) {
          strike('dispute_unanswered')
          end(claim, 'lost')
        } else if (claim.state === 'under_review' && clock.now > claim.decidesAt) decide(claim)
      }
    },
    query(disputeNo: string): Claim | undefined {
      if (fault(disputeNo) !== 'none') return undefined
      return { ...all.get(disputeNo)! }
    },
    /** We answer, or give in. Undefined: no answer; `refused`: it does not take one any more. */
    hear(disputeNo: string, said: 'respond' | 'concede'): Claim | 'refused' | undefined {
      const lost = fault(disputeNo)
      if (lost === 'lost_before') return undefined
      const claim = all.get(disputeNo)!
      if (claim.state !== 'needs_response') return lost === 'lost_after' ? undefined : 'refused'
      if (said === 'concede') end(claim, 'lost')
      else {
        claim.state = 'under_review'
        claim.decidesAt = clock.now + chanceOf(disputeNo).int(0, REVIEWS_WITHIN)
        tell(claim)
      }
      return lost === 'lost_after' ? undefined : { ...claim }
    },
  }
}
