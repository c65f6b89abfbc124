import type { Bill, Wire } from './provider-facts.ts'

export type SharedPart = {
  readonly type: 'merchant' | 'person'
  readonly account: string
  readonly amount: number
  state: 'pending' | 'succeeded' | 'failed'
}

export type SharedBill = {
  readonly sharingNo: string
  readonly attemptNo: string
  readonly parts: readonly SharedPart[]
  doneAt: number
}

export type GivenBack = {
  readonly returnNo: string
  /** The refund that it came back with, where it can only come back with one. */
  readonly refundNo: string | null
  readonly sharingNo: string
  readonly account: string
  readonly amount: number
  doneAt: number
  isFailed: boolean
}

/** A refund that came while what it needed was still with others. */
export type Early = { readonly refundNo: string; readonly attemptNo: string; readonly missing: number }

const TAKES = 90_000

/**
 * What the provider pays out to others, and takes back from them. One number shares, or gives back, once.
 * `comesWithRefund`: it takes shared money back only together with a refund.
 */
export function openSharings(
  { clock, fault, happens, chanceOf, faults }: Wire,
  bills: ReadonlyMap<string, Bill>,
  comesWithRefund: boolean,
) {
  const shared = new Map<string, SharedBill>()
  const returns = new Map<string, GivenBack>()
  const early: Early[] = []
  const takes = (no: string): number => (faults.isHonest ? 0 : chanceOf(no).int(0, TAKES))

  const settled = (one: SharedBill): SharedBill => {
    if (one.doneAt > clock.now) return one
    for (const part of one.parts)
      if (part.state === 'pending')
        part.state = happens(one.sharingNo, 0.15, 'receiver_failed') ? 'failed' : 'succeeded'
    return one
  }
  const partsOf = (attemptNo: string): SharedPart[] =>
    [...shared.values()].filter((one) => one.attemptNo === attemptNo).flatMap((one) => settled(one).parts)
  const isBack = ({ isFailed, doneAt }: GivenBack): boolean => !isFailed && doneAt <= clock.now
  const backOf = (attemptNo: string): number =>
    [...returns.values()]
      .filter((one) => isBack(one) && shared.get(one.sharingNo)?.attemptNo === attemptNo)
      .reduce((sum, { amount }) => sum + amount, 0)
  const sumOf = (parts: readonly { readonly amount: number }[]): number =>
    parts.reduce((sum, { amount }) => sum + amount, 0)
  /** With others, or on its way to them. */
  const out = (attemptNo: string): number =>
    sumOf(partsOf(attemptNo).filter(({ state }) => state !== 'failed')) - backOf(attemptNo)

  return {
    shared,
    returns,
    early,
    out,
    settled,
    isBack,
    comesWithRefund,
    /** A refund takes parts back with it; who has nothing left gives nothing, and the refund goes on without. */
    takeBack(
      refundNo: string,
      attemptNo: string,
      parts: readonly { readonly account: string; readonly amount: number }[],
      doneAt: () => number,
    ): void {
      for (const [i, { account, amount }] of parts.entries()) {
        const from = [...shared.values()].find((one) => {
          const part = settled(one).parts.find((of) => of.account === account)
          if (one.attemptNo !== attemptNo || part?.state !== 'succeeded') return false
          const gone = [...returns.values()].filter(
            (back) => back.sharingNo === one.sharingNo && back.account === account && !back.isFailed,
          )
          return part.type === 'merchant' && sumOf(gone) + amount <= part.amount
        })
        const isFailed = from === undefined || happens(refundNo, 0.25, 'return_failed')
        const returnNo = `${refundNo}/${i}`
        const sharingNo = from?.sharingNo ?? ''
        const back = { returnNo, refundNo, sharingNo, account, amount, isFailed }
        returns.set(
          returnNo,
          Object.defineProperty({ ...back, doneAt: 0 }, 'doneAt', { get: doneAt, enumerable: true }),
        )
      }
    },
    /** What came back, or did not, with a refund. */
    backWith: (refundNo: string): GivenBack[] =>
      [...returns.values()].filter((one) => one.refundNo === refundNo),
    /** A refund is asked for: what of it is with others, and not with a person for good, ought to be back by now. */
    refunding(refundNo: string, { attemptNo, taken, refunded }: Bill, amount: number): void {
      const persons = partsOf(attemptNo).filter(
        ({ type, state }) => type === 'person' && state === 'succeeded',
      )
      const missing = amount + refunded + out(attemptNo) - taken - sumOf(persons)
      if (missing > 0) early.push({ refundNo, attemptNo, missing })
    },
    /** Whether it takes somebody as a receiver. */
    knows: (sharingNo: string): boolean | undefined =>
      fault(sharingNo) === 'none' ? !happens(sharingNo, 0.05, 'receiver_unknown') : undefined,
    share(
      sharingNo: string,
      attemptNo: string,
      parts: readonly Omit<SharedPart, 'state'>[],
      isLast: boolean,
    ): SharedBill | 'refused' | undefined {
      const lost = fault(sharingNo)
      if (lost === 'lost_before') return undefined
      const bill = bills.get(attemptNo)
      const known = shared.get(sharingNo)
      if (!known) {
        const left = bill ? bill.taken - bill.refunded - out(attemptNo) : 0
        if (bill?.state !== 'paid' || !bill.isFrozen || sumOf(parts) > left) return 'refused'
        bill.isFrozen = !isLast
        const own = parts.map((part) => ({ ...part, state: 'pending' as const }))
        shared.set(sharingNo, { sharingNo, attemptNo, parts: own, doneAt: clock.now + takes(sharingNo) })
      }
      return lost === 'lost_after' ? undefined : settled(shared.get(sharingNo)!)
    },
    query(sharingNo: string): SharedBill | 'unknown_number' | undefined {
      if (fault(sharingNo) !== 'none') return undefined
      const known = shared.get(sharingNo)
      if (known && faults.isHonest) known.doneAt = Math.min(known.doneAt, clock.now)
      return known ? settled(known) : 'unknown_number'
    },
    giveBack(
      returnNo: string,
      sharingNo: string,
      account: string,
      amount: number,
    ): GivenBack | 'refused' | undefined {
      const lost = fault(returnNo)
      if (lost === 'lost_before') return undefined
      const known = returns.get(returnNo)
      // Sent again, one that its receiver could not pay may go through.
      if (known?.isFailed && chanceOf(returnNo).chance(0.6))
        Object.assign(known, { isFailed: false, doneAt: clock.now + takes(returnNo) })
      if (!known) {
        const from = shared.get(sharingNo)
        const part = from && settled(from).parts.find((one) => one.account === account)
        const asked = [...returns.values()].filter(
          (one) => one.sharingNo === sharingNo && one.account === account && !one.isFailed,
        )
        if (comesWithRefund || part?.state !== 'succeeded' || part.type !== 'merchant') return 'refused'
        if (sumOf(asked) + amount > part.amount) return 'refused'
        const isFailed = happens(returnNo, 0.3, 'return_failed')
        const doneAt = clock.now + takes(returnNo)
        returns.set(returnNo, { returnNo, refundNo: null, sharingNo, account, amount, isFailed, doneAt })
      }
      return lost === 'lost_after' ? undefined : returns.get(returnNo)
    },
    queryReturn(returnNo: string): GivenBack | 'unknown_number' | undefined {
      if (fault(returnNo) !== 'none') return undefined
      const known = returns.get(returnNo)
      if (known && faults.isHonest) known.doneAt = Math.min(known.doneAt, clock.now)
      return known ?? 'unknown_number'
    },
  }
}

export type Sharings = ReturnType<typeof openSharings>
