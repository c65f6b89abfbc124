import type { Trade } from '../../src/modules/order/index.ts'
import type { Attempt, Dispute, Refund } from '../../src/modules/payment/index.ts'
import type { Sharing, SharingReturn } from '../../src/modules/sharing/index.ts'
import type { Provider } from './provider.ts'

/** What must have ended when everything has come to rest. */
export type AtRest = {
  readonly trades: readonly (Pick<Trade, 'tradeNo' | 'state'> & {
    /** It waits for people: for cash at the door, or for a supplement. */
    readonly isWaiting: boolean
  })[]
  readonly attempts: readonly Pick<
    Attempt,
    'attemptNo' | 'state' | 'received' | 'combinedNo' | 'captured' | 'surplus'
  >[]
  readonly refunds: readonly (Pick<
    Refund,
    | 'refundNo'
    | 'attemptNo'
    | 'state'
    | 'returnedAt'
    | 'source'
    | 'amount'
    | 'failureCode'
    | 'redirect'
    | 'decidedBy'
  > & {
    readonly inBooks: boolean
  })[]
  readonly disputes: readonly Pick<
    Dispute,
    'channelDisputeNo' | 'attemptNo' | 'state' | 'isWithdrawn' | 'amount' | 'covered' | 'kept'
  >[]
  readonly sharings: readonly Pick<Sharing, 'sharingNo' | 'state' | 'shared'>[]
  readonly returns: readonly (Pick<
    SharingReturn,
    'returnNo' | 'refundNo' | 'account' | 'attemptNo' | 'state' | 'amount' | 'claim' | 'nextAt'
  > & {
    /** A shop owes it, and its pending money is not below zero. */
    readonly isCoverable: boolean
  })[]
  readonly stocks: readonly { readonly skuId: number; readonly reserved: number }[]
}

/** What must be true once everything has come to rest: nothing open, and our books say what the provider's say. */
export function unrest(s: AtRest, provider: Provider): string[] {
  const wrong: string[] = []
  for (const { tradeNo, state, isWaiting } of s.trades)
    if ((state === 'open' && !isWaiting) || state === 'closing')
      wrong.push(`trade ${tradeNo} is still ${state}`)
  for (const { attemptNo, state } of s.attempts) {
    // Cash to be collected stands at no provider.
    if (state === 'authorized' && !provider.bills.has(attemptNo)) continue
    if (!['succeeded', 'closed', 'failed', 'conflicted'].includes(state))
      wrong.push(`attempt ${attemptNo} is still ${state}`)
  }
  // Cash goes back by hand, when people do it.
  const wired = s.refunds.filter(({ attemptNo }) => provider.bills.has(attemptNo))
  // One that waits for shared money which did not come back waits for people.
  const waits = new Set(s.returns.filter(({ state }) => state === 'failed').map(({ attemptNo }) => attemptNo))
  for (const { refundNo, attemptNo, state, redirect } of wired) {
    if (state === 'approved' && waits.has(attemptNo)) continue
    // People are to transfer it.
    if (state === 'approved' && redirect?.isOpen && redirect.way === 'hand') continue
    if (state === 'approved' || state === 'processing') wrong.push(`refund ${refundNo} is still ${state}`)
  }
  for (const bill of provider.bills.values()) {
    const ours = s.attempts.find((attempt) => attempt.attemptNo === bill.attemptNo)
    if ((ours?.received ?? 0) !== bill.taken)
      wrong.push(
        `attempt ${bill.attemptNo}: the provider took ${bill.taken}, we know of ${ours?.received ?? 0}`,
      )
  }
  for (const { attemptNo, taken, amount, isManual, merchantId, currency } of provider.bills.values()) {
    const isOdd = merchantId !== 'm1' || currency !== 'CNY' || (!isManual && taken !== amount)
    const ours = s.attempts.find((attempt) => attempt.attemptNo === attemptNo)
    if (taken > 0 && isOdd && ours?.state !== 'conflicted')
      wrong.push(`attempt ${attemptNo}: ${taken} ${currency} for ${merchantId} counts as ${ours?.state}`)
  }
  wrong.push(
    ...paidBack(wired, provider),
    ...paidByUs(wired, provider),
    ...contestedSurplus(s, provider),
    ...contestedItems(s),
    ...together(s, provider),
    ...contested(s, provider),
    ...sharedOut(s, provider),
  )
  for (const held of s.stocks)
    if (held.reserved !== 0) wrong.push(`stock ${held.skuId}: ${held.reserved} still held`)
  return wrong
}

/** What left the provider left it here as well, and is with whom it says: the payer, or us. */
function* paidBack(wired: AtRest['refunds'], provider: Provider): Generator<string> {
  const paid = [...provider.paybacks.values()].filter(({ ending }) => ending === 'done')
  const known = new Map<string, 'payer' | 'us'>()
  for (const { refundNo, state, returnedAt, inBooks, redirect } of wired) {
    const second = redirect?.second ?? null
    if (redirect?.paid) {
      // Paid by us: what the provider paid as well stands as the second payment of it.
      if (second !== null) known.set(refundNo, 'payer')
    } else if (returnedAt !== null) known.set(refundNo, 'us')
    else if (state === 'succeeded' && !inBooks) known.set(refundNo, 'payer')
  }
  // What a lost dispute had ended, and the provider takes all the same, contradicts that: people see to it.
  const ended = new Set(
    wired.filter((one) => one.decidedBy === 'rule:dispute_lost').map((one) => one.refundNo),
  )
  for (const { refundNo, to } of paid) {
    const here = known.get(refundNo)
    if (here === undefined && ended.has(refundNo)) known.set(refundNo, to)
    else if (here === undefined) yield `refund ${refundNo}: the provider paid it, we do not know`
    else if (here !== to) yield `refund ${refundNo}: the provider paid ${to}, here it is with ${here}`
  }
  if (known.size !== paid.length) yield 'we call a refund paid that the provider has not'
}

/** We pay only what the provider has said that it does not have, or has ended. */
function* paidByUs(wired: AtRest['refunds'], { paybacks, refusals }: Provider): Generator<string> {
  for (const { refundNo, redirect } of wired) {
    const payback = paybacks.get(refundNo)
    if (!redirect?.paid || !payback || payback.ending === 'closed') continue
    if (!refusals.denied.has(refundNo))
      yield `refund ${refundNo}: we paid what the provider never said that it does not have`
  }
}

/** What was more than anybody owed is its payer's once: by his bank or by a refund, and nobody bears it. */
function* contestedSurplus(s: AtRest, { claims, refusals }: Provider): Generator<string> {
  // Of two ends that its bank told, people find out which one it is.
  const odd = new Set(
    [...claims.all.values()].filter((one) => one.isContradicted).map((one) => one.attemptNo),
  )
  for (const { attemptNo, surplus, captured } of s.attempts) {
    if (surplus === 0 || captured > 0 || odd.has(attemptNo)) continue
    const disputes = s.disputes.filter((one) => one.attemptNo === attemptNo)
    const refunds = s.refunds.filter((one) => one.attemptNo === attemptNo && one.state !== 'rejected')
    const refused = refunds.find(
      ({ refundNo, state, failureCode, redirect }) =>
        state === 'failed' &&
        // One that people meant to pay another way, and then did not, is theirs to see to.
        redirect === null &&
        isRefusal(failureCode) &&
        failureCode !== 'stopped' &&
        refusals.answers.get(refundNo) === 'takes',
    )
    const open = disputes.filter(({ state, covered, amount }) => state === 'lost' && covered < amount)
    if (refused) yield `refund ${refused.refundNo} of a surplus was refused: nobody sends it, or ends it`
    if (refunds.some(({ state }) => state !== 'succeeded')) continue
    // Only what went back both ways is lost.
    const back = refunds.reduce((sum, { amount }) => sum + amount, 0)
    const lost = open.reduce((sum, { amount, covered }) => sum + amount - covered, 0)
    const bank = disputes.reduce((sum, { state, amount }) => sum + (state === 'lost' ? amount : 0), 0)
    if (lost !== Math.max(0, bank + back - surplus))
      yield `attempt ${attemptNo}: ${bank} went back by the bank and ${back} by refunds of ${surplus}, ${lost} is lost`
  }
}

/** What a lost dispute took is not on its way back as well: what its provider refused is over, and its loss is none. */
function* contestedItems(s: AtRest): Generator<string> {
  const lost = s.disputes.filter(
    ({ state, amount, covered, kept }) =>
      state === 'lost' && Object.values(kept).reduce((sum, part) => sum + part, covered) < amount,
  )
  const short = new Set(lost.map(({ attemptNo }) => attemptNo))
  for (const { refundNo, attemptNo, source, state, failureCode } of s.refunds)
    if (source === 'item' && short.has(attemptNo) && state === 'failed' && isRefusal(failureCode))
      yield `refund ${refundNo} was refused, and what it was to give back went back by a bank`
}

/** A bank's word is for people, and so is what they stopped; what the provider refused flatly was disputed. */
const isRefusal = (failureCode: string | null): boolean =>
  failureCode !== 'abnormal' && failureCode !== 'closed'

/** What the provider runs as one is one here, part by part. */
function* together(s: AtRest, { wholes }: Provider): Generator<string> {
  for (const [wholeNo, bills] of wholes.all) {
    const ours = s.attempts.filter(({ combinedNo }) => combinedNo === wholeNo)
    const named = (rows: readonly { readonly attemptNo: string }[]) =>
      rows
        .map(({ attemptNo }) => attemptNo)
        .sort()
        .join()
    if (named(ours) !== named(bills)) yield `combined ${wholeNo}: ${named(bills)} there, ${named(ours)} here`
    const paid = ours.filter(({ received }) => received > 0)
    if (paid.length > 0 && paid.length < ours.length) yield `combined ${wholeNo} is paid in part`
  }
}

/** Every dispute has ended, and as its bank says. */
function* contested(s: AtRest, { claims }: Provider): Generator<string> {
  for (const claim of claims.all.values()) {
    const { disputeNo: no, state, isWithdrawn, isContradicted } = claim
    const ours = s.disputes.find(({ channelDisputeNo }) => channelDisputeNo === no)
    const isEnded = ours?.state === 'won' || ours?.state === 'lost'
    if (!isEnded) yield `dispute ${no}: ${state} at its bank, ${ours?.state ?? 'unknown'} here`
    else if (!isContradicted && (ours.state !== state || ours.isWithdrawn !== isWithdrawn))
      yield `dispute ${no}: ${state}, taken ${isWithdrawn}; here ${ours.state}, taken ${ours.isWithdrawn}`
  }
}

/** What was shared out and came back is what the provider says, and nothing was refunded while others had it. */
function* sharedOut(s: AtRest, { sharings }: Provider): Generator<string> {
  const gotOf = new Map(
    [...sharings.shared.values()].map((one): [string, number] => {
      const got = sharings.settled(one).parts.filter(({ state }) => state === 'succeeded')
      return [one.sharingNo, got.reduce((sum, { amount }) => sum + amount, 0)]
    }),
  )
  for (const { sharingNo, state, shared } of s.sharings) {
    const got = gotOf.get(sharingNo)
    if (state === 'approved' || state === 'processing') yield `sharing ${sharingNo} is still ${state}`
    else if ((got !== undefined) !== (state === 'finished') || shared !== (got ?? 0))
      yield `sharing ${sharingNo}: ${got} was shared, here it is ${state} with ${shared}`
  }
  for (const { returnNo, refundNo, account, amount, state, claim, nextAt, isCoverable } of s.returns) {
    const known =
      refundNo === null
        ? sharings.returns.get(returnNo)
        : sharings.backWith(refundNo).find((one) => one.account === account && one.amount === amount)
    if (nextAt !== null) yield `return ${returnNo} is ${state}, and is still asked about`
    if (isCoverable) yield `return ${returnNo} is owed by a shop whose sales cover it`
    // Who had transferred it before its provider took it as well is seen by whoever claims the second refund back.
    if (state === 'succeeded' && claim !== null) continue
    const isHere = state === 'succeeded'
    if ((known !== undefined && sharings.isBack(known)) !== isHere)
      yield `return ${returnNo} is ${state}, the provider says otherwise`
  }
  for (const { refundNo, attemptNo, missing } of sharings.early) {
    const waived = s.returns.filter((one) => one.attemptNo === attemptNo && one.state === 'waived')
    if (missing > waived.reduce((sum, { amount }) => sum + amount, 0))
      yield `refund ${refundNo} was sent while ${missing} of it was with others`
  }
}
