import { big, grouped, type Snapshot } from './naive-snapshot.ts'

const amountsOf = (rows: readonly { readonly amount: number }[]): bigint =>
  big(rows.map(({ amount }) => amount))

/** What a bank asks back is kept from refunds, and each thing that it did stands in the books once. */
export function* disputed(s: Snapshot): Generator<string> {
  const disputesOf = grouped(s.disputes, ({ attemptNo }) => attemptNo)
  const names = new Set(s.disputes.map(({ channelDisputeNo }) => channelDisputeNo))
  if (names.size !== s.disputes.length) yield 'a dispute stands twice'
  for (const share of s.shares)
    if (share.disputed < 0 || share.refunding + share.refunded + share.disputed > share.amount)
      yield `share ${share.attemptNo}/${share.itemNo}: more goes back than it brought`
  for (const [attemptNo, shares] of grouped(s.shares, (share) => share.attemptNo)) {
    const asked = amountsOf((disputesOf.get(attemptNo) ?? []).filter(({ state }) => state !== 'won'))
    const kept = big(shares.map(({ disputed }) => disputed))
    const goesBack = big(shares.map(({ refunding, refunded }) => refunding + refunded))
    const covered = big((disputesOf.get(attemptNo) ?? []).map((dispute) => dispute.covered))
    if (kept + covered > asked) yield `attempt ${attemptNo}: disputes ask for ${asked}, ${kept} is kept`
    if (kept + covered < asked && amountsOf(shares) - goesBack > kept)
      yield `attempt ${attemptNo}: disputes ask for ${asked}, only ${kept} is kept and more is free`
  }
  const eventsOf = grouped(s.journals, ({ refNo }) => refNo)
  for (const { disputeNo, state, isWithdrawn, closedAt } of s.disputes) {
    const isEnded = state === 'won' || state === 'lost'
    if (isEnded !== (closedAt !== null)) yield `dispute ${disputeNo} is ${state}, closed ${closedAt}`
    if (isEnded && isWithdrawn !== (state === 'lost'))
      yield `dispute ${disputeNo} is ${state}, its money taken: ${isWithdrawn}`
    const booked = (eventsOf.get(disputeNo) ?? []).map(({ event }) => event)
    const times = (event: string) => booked.filter((one) => one === event).length
    if (times('dispute_withdrawn') - times('dispute_reinstated') !== (isWithdrawn ? 1 : 0))
      yield `dispute ${disputeNo}: taken ${isWithdrawn}, booked ${booked.join(' ')}`
    if (times('dispute_lost') !== (state === 'lost' ? 1 : 0))
      yield `dispute ${disputeNo} is ${state}, booked ${booked.join(' ')}`
  }
  // Who keeps what he sold bears it; the platform only what had gone back before another way, and was no surplus.
  const borne = s.journals
    .flatMap(({ entries }) => entries)
    .filter(({ purpose }) => purpose === 'dispute_loss')
    .map((entry) => ('debit' in entry ? entry.debit : -entry.credit))
  const lost = s.disputes.filter(({ state }) => state === 'lost')
  const unkept = lost.map(({ amount, covered, kept }) => amount - covered - Number(big(Object.values(kept))))
  if (big(borne) !== big(unkept))
    yield `lost to disputes are ${big(borne)} by the books, ${big(unkept)} by disputes`
  const held = s.journals
    .flatMap(({ entries }) => entries)
    .filter(({ purpose }) => purpose === 'disputed')
    .map((entry) => ('debit' in entry ? entry.debit : -entry.credit))
  const open = s.disputes.filter(({ isWithdrawn, closedAt }) => isWithdrawn && closedAt === null)
  if (big(held) !== amountsOf(open))
    yield `in dispute are ${big(held)} by the books, ${amountsOf(open)} by disputes`
}

/** Given up, owed, or gone with a refund: a provider takes those back with it, or not, while the refund goes on. */
const isBorne = ({ state, refundNo }: Snapshot['returns'][number]): boolean =>
  ['waived', 'owed', 'claimed', 'offset'].includes(state) || (refundNo !== null && state !== 'succeeded')

/**
 * What counted as lost may come back after all while another refund has asked for it: that one's channel is still to say
 * that it did not, or a shop's pending money has covered it, which is pending again now, so that the shop gave it once.
 */
function askedMeanwhile(returns: Snapshot['returns']): bigint {
  const afterAll = returns.filter(({ state, failureCode }) => state === 'succeeded' && failureCode !== null)
  const meanwhile = amountsOf(
    returns.filter(
      ({ state, refundNo }) =>
        state === 'offset' || (refundNo !== null && (state === 'requested' || state === 'processing')),
    ),
  )
  return meanwhile < amountsOf(afterAll) ? meanwhile : amountsOf(afterAll)
}

/** What others got of a payment: never more than came in, each movement once, back before it is refunded. */
export function* shared(s: Snapshot): Generator<string> {
  const flowOf = new Map(s.flows.map((flow) => [flow.sourceNo, flow]))
  const returnsOf = grouped(s.returns, ({ sharingNo }) => sharingNo)
  const refundsOf = grouped(s.refunds, ({ attemptNo }) => attemptNo)
  for (const x of s.sharings) {
    const got = x.receivers.filter(({ state }) => state === 'succeeded')
    const isDone = x.state === 'finished'
    if (BigInt(x.shared) !== amountsOf(isDone ? got : [])) yield `sharing ${x.sharingNo}: shared ${x.shared}`
    if ((flowOf.get(x.sharingNo)?.amount ?? 0) !== x.shared)
      yield `sharing ${x.sharingNo}: shared ${x.shared} without that flow`
    if (x.state !== 'requested' && (x.decidedBy === null || x.decidedBy === x.requestedBy))
      yield `sharing ${x.sharingNo} was decided by ${x.decidedBy}`
    if ((x.state === 'approved' || x.state === 'processing') !== (x.nextAt !== null))
      yield `sharing ${x.sharingNo} is ${x.state}, looked at ${x.nextAt}`
    // What a refund did not get back may be asked for by the next one; who transferred it may give it back there as well.
    const asked = (returnsOf.get(x.sharingNo) ?? []).filter(
      ({ state, refundNo, claim }) =>
        claim === null && (refundNo === null || (state !== 'failed' && state !== 'waived')),
    )
    const own = grouped(asked, ({ account }) => account)
    for (const [account, returns] of own)
      if (
        amountsOf(returns) - askedMeanwhile(returns) >
        amountsOf(got.filter((one) => one.account === account))
      )
        yield `sharing ${x.sharingNo}: more is asked back of ${account} than it got`
  }
  for (const { returnNo, refundNo, state, amount, nextAt } of s.returns) {
    if ((flowOf.get(returnNo)?.amount ?? 0) !== (state === 'succeeded' ? amount : 0))
      yield `return ${returnNo}: ${state} of ${amount} and its flow disagree`
    const isOpen = state === 'requested' || state === 'processing'
    // Its refund may have reached the provider after all.
    const mayBeAsked = refundNo !== null && state !== 'succeeded'
    if (isOpen ? nextAt === null : nextAt !== null && !mayBeAsked)
      yield `return ${returnNo} is ${state}, looked at ${nextAt}`
  }
  const attemptOf = new Map(s.attempts.map((attempt) => [attempt.attemptNo, attempt]))
  for (const [attemptNo, sharings] of grouped(s.sharings, (one) => one.attemptNo)) {
    const returns = sharings.flatMap(({ sharingNo }) => returnsOf.get(sharingNo) ?? [])
    const parts = sharings
      .filter(({ state }) => ['approved', 'processing', 'finished'].includes(state))
      .flatMap(({ receivers }) => receivers)
      .filter(({ state }) => state !== 'failed')
    const out = amountsOf(parts) - amountsOf(returns.filter(({ state }) => state === 'succeeded'))
    const { captured, received } = attemptOf.get(attemptNo)!
    if (out > BigInt(captured)) yield `attempt ${attemptNo}: ${out} of ${captured} is with others`
    const sent = (refundsOf.get(attemptNo) ?? []).filter(
      ({ state }) => state === 'processing' || state === 'succeeded',
    )
    // What a person got, or the platform took upon itself, comes out of our own money; so does what is owed, for a while.
    const borne = amountsOf(parts.filter(({ type, state }) => type === 'person' && state === 'succeeded'))
    const waived = amountsOf(returns.filter((one) => isBorne(one)))
    if (amountsOf(sent) + out - borne - waived > BigInt(received))
      yield `attempt ${attemptNo}: refunded while ${out} of it is with others`
  }
}
