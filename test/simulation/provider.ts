import { type Random, seeded } from './random.ts'

/** What the provider did with an attempt's number, whatever it told anybody. */
export type Bill = {
  readonly attemptNo: string
  readonly amount: number
  readonly expiresAt: number
  readonly knownSince: number
  /** `held`: the payer has given it, and it is not ours before it is taken. */
  state: 'open' | 'held' | 'paid' | 'closed'
  readonly isManual: boolean
  heldUntil: number
  channelNo: string
  /** What the payer really gave: another amount than asked for is the provider's fault, and happens. */
  taken: number
  paidAt: number
  refunded: number
}

export type Payback = {
  readonly refundNo: string
  readonly attemptNo: string
  readonly amount: number
  doneAt: number
  /** Ended without moving money. */
  readonly isEnded: boolean
}

/** Something on its way to us. `isForged` carries a wrong signature: it must change nothing. */
export type Notice = {
  readonly id: string
  readonly dueAt: number
  readonly isForged: boolean
} & (
  | { readonly about: 'attempt'; readonly attemptNo: string }
  | { readonly about: 'refund'; readonly refundNo: string }
)

const LAG = 60_000
/** How long it holds money: a week. */
export const HOLD = 7 * 86_400_000

export type Fault = 'none' | 'lost_before' | 'lost_after'

/**
 * The truth about the money: a payment provider with all its faults. Calls may be lost before they arrive or after
 * they took effect; notices come late, twice, in any order or never; forgeries come in between.
 * Chance is drawn per number, so that a replay meets the same faults whatever else happens beside.
 * `isHonest` ends the faults, so that a world can come to rest.
 */
export function openProvider(seed: number, clock: { now: number }) {
  const bills = new Map<string, Bill>()
  const paybacks = new Map<string, Payback>()
  const notices: Notice[] = []
  const faults = { isHonest: false }
  let serial = 0

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
    return chanceOf(no).chance(0.5) ? 'lost_before' : 'lost_after'
  }

  const announce = (about: 'attempt' | 'refund', no: string): void => {
    const random = chanceOf(no)
    const copies = faults.isHonest ? 1 : random.pick([0, 1, 1, 1, 2, 3])
    const id = `n${++serial}`
    for (let i = 0; i < copies; i++) {
      const dueAt = clock.now + (faults.isHonest ? 0 : random.pick([0, 1_000, 30_000, 600_000, 7_200_000]))
      notices.push(
        about === 'attempt'
          ? { id, dueAt, isForged: false, about, attemptNo: no }
          : { id, dueAt, isForged: false, about, refundNo: no },
      )
    }
  }

  const refreshed = (bill: Bill): Bill => {
    if (bill.state === 'open' && clock.now > bill.expiresAt) bill.state = 'closed'
    if (bill.state === 'held' && clock.now > bill.heldUntil) bill.state = 'closed'
    return bill
  }

  return {
    bills,
    paybacks,
    faults,
    /** Makes the attempt known. A number that is known already is the same bill. */
    start(
      attemptNo: string,
      amount: number,
      expiresAt: number,
      isManual: boolean,
    ): { lost: boolean; state: Bill['state'] } {
      const lost = fault(attemptNo)
      if (lost === 'lost_before') return { lost: true, state: 'open' }
      const known = bills.get(attemptNo) ?? {
        attemptNo,
        amount,
        expiresAt,
        knownSince: clock.now,
        state: 'open' as const,
        isManual,
        heldUntil: 0,
        channelNo: `c${++serial}`,
        taken: 0,
        paidAt: 0,
        refunded: 0,
      }
      bills.set(attemptNo, known)
      return { lost: lost === 'lost_after', state: refreshed(known).state }
    },
    /** A payer pays: the money moves here, and only here. */
    pay(attemptNo: string): boolean {
      const bill = bills.get(attemptNo)
      if (!bill || refreshed(bill).state !== 'open') return false
      bill.paidAt = clock.now
      if (bill.isManual) {
        bill.state = 'held'
        bill.heldUntil = clock.now + HOLD
        announce('attempt', attemptNo)
        return true
      }
      bill.state = 'paid'
      bill.taken =
        !faults.isHonest && chanceOf(attemptNo).chance(0.02) && bill.amount > 1
          ? bill.amount - 1
          : bill.amount
      announce('attempt', attemptNo)
      return true
    },
    /** Takes what is held, or a part: the rest goes back to the payer. One bill is taken once. */
    capture(attemptNo: string, amount: number): 'taken' | 'refused' | undefined {
      const lost = fault(attemptNo)
      if (lost === 'lost_before') return undefined
      const bill = bills.get(attemptNo)
      if (!bill || refreshed(bill).state === 'closed' || amount > bill.amount) return 'refused'
      if (bill.state === 'held') {
        bill.state = 'paid'
        bill.paidAt = clock.now
        bill.taken = amount
        announce('attempt', attemptNo)
      }
      return lost === 'lost_after' ? undefined : bill.taken === amount ? 'taken' : 'refused'
    },
    /** Undefined: no answer. */
    query(attemptNo: string): Bill | 'unknown_number' | undefined {
      if (fault(attemptNo) !== 'none') return undefined
      const bill = bills.get(attemptNo)
      // Its own books lag: for a while it may not know what it has just taken.
      const lags = bill !== undefined && clock.now - bill.knownSince < LAG && !faults.isHonest
      if (!bill || (lags && chanceOf(attemptNo).chance(0.1))) return 'unknown_number'
      return refreshed(bill)
    },
    close(attemptNo: string): 'closed' | 'already_paid' | 'unknown_number' | undefined {
      const lost = fault(attemptNo)
      if (lost === 'lost_before') return undefined
      const bill = bills.get(attemptNo)
      if (bill && ['open', 'held'].includes(refreshed(bill).state)) bill.state = 'closed'
      if (lost === 'lost_after') return undefined
      if (!bill) return 'unknown_number'
      return bill.state === 'paid' ? 'already_paid' : 'closed'
    },
    /** One number is one refund, however often it is sent. */
    refund(refundNo: string, attemptNo: string, amount: number): 'processing' | 'refused' | undefined {
      const lost = fault(refundNo)
      if (lost === 'lost_before') return undefined
      const bill = bills.get(attemptNo)
      if (!paybacks.has(refundNo)) {
        if (bill?.state !== 'paid' || bill.refunded + amount > bill.taken) return 'refused'
        const isEnded = !faults.isHonest && chanceOf(refundNo).chance(0.1)
        if (!isEnded) bill.refunded += amount
        paybacks.set(refundNo, {
          refundNo,
          attemptNo,
          amount,
          isEnded,
          doneAt: clock.now + (faults.isHonest ? 0 : chanceOf(refundNo).int(0, 60_000)),
        })
        announce('refund', refundNo)
      }
      return lost === 'lost_after' ? undefined : 'processing'
    },
    queryRefund(refundNo: string): Payback | 'unknown_number' | undefined {
      if (fault(refundNo) !== 'none') return undefined
      return paybacks.get(refundNo) ?? 'unknown_number'
    },
    /** A stranger tells us of money that never moved. */
    forge(attemptNo: string): void {
      notices.push({ id: `f${++serial}`, dueAt: clock.now, isForged: true, about: 'attempt', attemptNo })
    },
    /** Takes what has arrived by now, the latest first: nobody may rely on their order. */
    arrivals(): Notice[] {
      const due = notices.filter((notice) => notice.dueAt <= clock.now)
      for (const notice of due) notices.splice(notices.indexOf(notice), 1)
      return due.reverse()
    },
    pending: () => notices.length,
  }
}

export type Provider = ReturnType<typeof openProvider>
