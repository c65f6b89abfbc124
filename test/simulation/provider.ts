import { openWholes } from './provider-combined.ts'
import { openClaims } from './provider-disputes.ts'
import {
  type About,
  type Asked,
  type Bill,
  type Fault,
  LAG,
  LIE,
  type Notice,
  type Strike,
  type Wire,
} from './provider-facts.ts'
import { openRefunds } from './provider-refunds.ts'
import { openSharings } from './provider-sharing.ts'
import { type Random, seeded } from './random.ts'

/** For so long after its close a payer who was confirming may still get through. */
const OVERTAKES = 600_000
const SKEWS = [0, 0, 4_000, -4_000, 240_000, -240_000]
/** How long it holds money: a week. */
export const HOLD = 7 * 86_400_000

/**
 * The truth about the money: a payment provider with all its faults. Calls may be lost before they arrive or after
 * they took effect; notices come late, twice, in any order or never; forgeries come in between.
 * Chance is drawn per number, so that a replay meets the same faults whatever else happens beside.
 * `isHonest` ends the faults, so that a world can come to rest. `isHard`: payers' banks turn many refunds away, and give
 * back some that had arrived. `isStubborn`: it refuses some itself, takes some of them all the same, and half of such
 * providers take shared money back only with a refund.
 */
export function openProvider(seed: number, clock: { now: number }, isHard = true, isStubborn = isHard) {
  const bills = new Map<string, Bill>()
  const notices: Notice[] = []
  const faults = { isHonest: false }
  const struck = new Map<Strike, number>()
  let serial = 0
  const strike = (name: Strike): true => {
    struck.set(name, (struck.get(name) ?? 0) + 1)
    return true
  }
  /** Its clock is not ours: what it reports, and when it ends a bill by itself, goes by its own. */
  const skew = seeded(seed).pick(SKEWS)
  if (skew !== 0) strike('clock_skew')
  const itsNow = (): number => clock.now + skew

  const streams = new Map<string, Random>()
  const chanceOf = (no: string): Random => {
    const known =
      streams.get(no) ??
      seeded([...no].reduce((hash, digit) => Math.imul(hash ^ digit.charCodeAt(0), 0x01000193), seed))
    streams.set(no, known)
    return known
  }

  const fault = (no: string): Fault => {
    if (faults.isHonest || chanceOf(no).chance(0.75)) return 'none'
    const lost = chanceOf(no).chance(0.5) ? 'lost_before' : 'lost_after'
    strike(lost)
    return lost
  }
  const happens = (no: string, probability: number, name: Strike): boolean =>
    !faults.isHonest && chanceOf(no).chance(probability) && strike(name)

  /** `atLeast`: of what nobody asks about any more, it tells until it is heard. */
  const announce = (what: About, atLeast = 0): void => {
    const random = chanceOf(subjectOf(what))
    const copies = Math.max(atLeast, faults.isHonest ? 1 : random.pick([0, 1, 1, 1, 2, 3]))
    if (copies === 0) strike('notice_lost')
    if (copies > 1) strike('notice_repeated')
    const id = `n${++serial}`
    for (let i = 0; i < copies; i++) {
      const dueAt = clock.now + (faults.isHonest ? 0 : random.pick([0, 1_000, 30_000, 600_000, 7_200_000]))
      if (dueAt - clock.now >= 600_000) strike('notice_late')
      notices.push({ id, dueAt, isForged: false, ...what })
    }
  }
  const later = (what: About, afterMs: number): void => {
    notices.push({ id: `n${++serial}`, dueAt: clock.now + afterMs, isForged: false, ...what })
  }

  const refreshed = (bill: Bill): Bill => {
    if (bill.state === 'open' && itsNow() > bill.expiresAt) bill.state = 'closed'
    if (bill.state === 'held' && clock.now > bill.heldUntil) bill.state = 'closed'
    return bill
  }

  /** What the payer gave is as a rule what was asked for, in our money and for us. */
  const give = (bill: Bill): void => {
    const { attemptNo, amount } = bill
    if (!bill.isManual)
      bill.taken = amount > 1 && happens(attemptNo, 0.02, 'wrong_amount') ? amount - 1 : amount
    if (happens(attemptNo, 0.01, 'wrong_merchant')) bill.merchantId = 'm2'
    else if (!bill.isManual && happens(attemptNo, 0.01, 'wrong_currency')) bill.currency = 'USD'
  }

  const nextNo = (): string => String(++serial)
  const write = ({ attemptNo, ...asked }: Asked): Bill => {
    const known = bills.get(attemptNo) ?? {
      ...{ attemptNo, isManual: false, isFrozen: false, wholeNo: null },
      ...asked,
      ...{ knownSince: clock.now, state: 'open' as const, heldUntil: 0, channelNo: `c${++serial}` },
      ...{
        taken: 0,
        currency: 'CNY' as const,
        merchantId: 'm1',
        closedAt: 0,
        paidAt: 0,
        refunded: 0,
        inParts: 0,
      },
    }
    bills.set(attemptNo, known)
    return known
  }
  const chances = { fault, happens, chanceOf, strike }
  const wire: Wire = { clock, faults, ...chances, refreshed, write, announce, later, nextNo }
  const wholes = openWholes(wire)
  const claims = openClaims(wire, bills)
  const comesWithRefund = isStubborn && seeded(seed ^ 0x5eed).chance(0.5)
  const sharings = openSharings(wire, bills, comesWithRefund)
  const { paybacks, ...refunds } = openRefunds(wire, { bills, claims, sharings, isHard, isStubborn })

  return {
    bills,
    paybacks,
    wholes,
    claims,
    sharings,
    ...refunds,
    faults,
    struck,
    /** Why nothing was heard: the wire was silent, or an answer came that is none. */
    silence: (no: string): 'timeout' | 'channel_error' =>
      happens(no, 0.4, 'server_error') ? 'channel_error' : 'timeout',
    /** How its clock tells a moment of ours. */
    told: (moment: number): Date => new Date(moment + skew),
    /** Makes the attempt known. A number that is known already is the same bill. */
    start(
      attemptNo: string,
      amount: number,
      expiresAt: number,
      isManual: boolean,
      isFrozen = false,
    ): { lost: boolean; state: Bill['state'] } {
      const lost = fault(attemptNo)
      if (lost === 'lost_before') return { lost: true, state: 'open' }
      const known = write({ attemptNo, amount, expiresAt, isManual, isFrozen })
      return { lost: lost === 'lost_after', state: refreshed(known).state }
    },
    /** A payer pays: the money moves here, and only here; that of a combined order all at once. */
    pay(attemptNo: string): boolean {
      const bill = bills.get(attemptNo)
      if (!bill) return false
      const overtakes = refreshed(bill).state === 'closed' && clock.now - bill.closedAt < OVERTAKES
      const isLate = overtakes && !bill.isManual && happens(attemptNo, 0.5, 'paid_after_close')
      if (bill.state !== 'open' && !isLate) return false
      const { wholeNo } = bill
      for (const one of wholeNo === null ? [bill] : wholes.of(wholeNo)) {
        one.paidAt = clock.now
        give(one)
        one.state = one.isManual ? 'held' : 'paid'
      }
      if (bill.isManual) {
        bill.heldUntil = clock.now + HOLD
        announce({ about: 'attempt', attemptNo })
        return true
      }
      announce(
        wholeNo === null ? { about: 'attempt', attemptNo } : { about: 'whole', wholeNo },
        isLate ? 1 : 0,
      )
      return true
    },
    /** Takes what is held, or a part: the rest goes back to the payer. One bill is taken once. */
    capture(attemptNo: string, amount: number): 'taken' | 'refused' | undefined {
      const lost = fault(attemptNo)
      if (lost === 'lost_before') return undefined
      const bill = bills.get(attemptNo)
      if (!bill || refreshed(bill).state === 'closed' || amount > bill.amount - bill.inParts) return 'refused'
      if (bill.state === 'held') {
        bill.state = 'paid'
        bill.paidAt = clock.now
        bill.taken = amount
        announce({ about: 'attempt', attemptNo })
      }
      return lost === 'lost_after' ? undefined : bill.taken === amount ? 'taken' : 'refused'
    },
    /** Takes a part of what is held as a bill of its own: the rest stays held. One number is one part. */
    capturePart(partNo: string, attemptNo: string, amount: number): 'taken' | 'refused' | undefined {
      const lost = fault(partNo)
      if (lost === 'lost_before') return undefined
      const hold = bills.get(attemptNo)
      if (!bills.has(partNo)) {
        const isOpen = hold !== undefined && refreshed(hold).state === 'held'
        if (!isOpen || amount > hold.amount - hold.inParts)
          return lost === 'lost_after' ? undefined : 'refused'
        hold.inParts += amount
        const part = write({ attemptNo: partNo, amount, expiresAt: hold.heldUntil })
        Object.assign(part, { state: 'paid', taken: amount, paidAt: clock.now, merchantId: hold.merchantId })
        announce({ about: 'attempt', attemptNo: partNo })
      }
      return lost === 'lost_after' ? undefined : 'taken'
    },
    /** Undefined: no answer. */
    query(attemptNo: string): Bill | 'unknown_number' | undefined {
      if (fault(attemptNo) !== 'none') return undefined
      const bill = bills.get(attemptNo)
      if (!bill) return 'unknown_number'
      if (bill.wholeNo !== null) throw new Error(`${attemptNo} is asked about without its combined order`)
      // Its own books lag: for a while it may not know what it has just taken.
      const news = Math.max(bill.knownSince, bill.paidAt)
      if (clock.now - news < LAG && happens(attemptNo, 0.1, 'query_not_found')) return 'unknown_number'
      const isFresh = bill.state === 'paid' && clock.now - bill.paidAt < LIE
      if (isFresh && happens(attemptNo, 0.2, 'query_not_paid')) return { ...bill, state: 'open' }
      return refreshed(bill)
    },
    close(attemptNo: string): 'closed' | 'already_paid' | 'unknown_number' | undefined {
      const lost = fault(attemptNo)
      if (lost === 'lost_before') return undefined
      const bill = bills.get(attemptNo)
      if (bill && bill.wholeNo !== null) throw new Error(`${attemptNo} is closed without its combined order`)
      if (bill && ['open', 'held'].includes(refreshed(bill).state)) {
        if (happens(attemptNo, 0.1, 'close_ignored')) return 'closed'
        bill.state = 'closed'
        bill.closedAt = clock.now
      }
      if (lost === 'lost_after') return undefined
      if (!bill) return 'unknown_number'
      return bill.state === 'paid' ? 'already_paid' : 'closed'
    },
    /** A stranger tells us of money that never moved. */
    forge(attemptNo: string): void {
      strike('notice_forged')
      notices.push({ id: `f${++serial}`, dueAt: clock.now, isForged: true, about: 'attempt', attemptNo })
    },
    /** Takes what has arrived by now, the latest first: nobody may rely on their order. */
    arrivals(): Notice[] {
      claims.lapse()
      refunds.goOn()
      const due = notices.filter((notice) => notice.dueAt <= clock.now)
      for (const notice of due) notices.splice(notices.indexOf(notice), 1)
      if (due.length > 1) strike('notice_out_of_order')
      return due.reverse()
    },
    /** Nobody acknowledged these: they are told again. */
    unheard(again: readonly Notice[]): void {
      for (const notice of again) notices.push({ ...notice, dueAt: clock.now + 60_000 })
    },
    pending: () => notices.length,
  }
}

export type Provider = ReturnType<typeof openProvider>

function subjectOf(what: About): string {
  switch (what.about) {
    case 'attempt':
      return what.attemptNo
    case 'whole':
      return what.wholeNo
    case 'refund':
      return what.refundNo
    case 'dispute':
      return what.claim.disputeNo
  }
}
