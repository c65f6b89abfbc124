import type { Attempt } from '../../src/modules/payment/index.ts'
import { big, grouped, type Snapshot } from './naive-snapshot.ts'

const promisedBy = ({ method, amount, held }: Attempt): number => (method === 'on_delivery' ? amount : held)

/** Money that is promised, and money that is due in parts. */
export function* promised(s: Snapshot, now: number): Generator<string> {
  const paymentOf = new Map(s.payments.map((p) => [p.payableNo, p]))
  const attemptsOf = grouped(s.attempts, (attempt) => attempt.payableNo)
  const partsOf = grouped(s.instalments, (part) => part.payableNo)
  for (const t of s.trades) {
    const p = paymentOf.get(t.tradeNo)
    const promises = (attemptsOf.get(t.tradeNo) ?? []).filter(
      (a) => a.capture === 'manual' && (a.state === 'authorized' || (a.state === 'closing' && a.held > 0)),
    )
    const sure = big(promises.map(promisedBy)) + BigInt(p?.captured ?? 0)
    if (t.state === 'open' && t.securedBy !== null && sure < BigInt(p?.due ?? 0))
      yield `trade ${t.tradeNo}: secured by ${t.securedBy}, ${sure} of ${p?.due}`
    const parts = partsOf.get(t.tradeNo) ?? []
    const isWhole = parts.some((part) => part.kind !== 'supplement')
    const scheduled = big(parts.map((part) => part.amount))
    if (p && (isWhole ? scheduled !== BigInt(p.due) : scheduled > BigInt(p.due)))
      yield `trade ${t.tradeNo}: its parts are ${scheduled}, due is ${p.due}`
  }
  for (const { attemptNo, amount, askedAt } of s.captures) {
    // A channel's clock may be ahead of ours: nothing waits for it.
    if (askedAt.getTime() > now) yield `attempt ${attemptNo}: to be taken from ${askedAt.toISOString()} on`
    const a = s.attempts.find((one) => one.attemptNo === attemptNo)
    if (a && amount > a.amount) yield `attempt ${attemptNo}: ${amount} is to be taken of ${a.amount} held`
    if (!a || (a.state === 'succeeded' && a.received !== amount))
      yield `attempt ${attemptNo}: ${amount} was to be taken, ${a?.received} was`
  }
  yield* inParts(s)
  for (const item of s.items) {
    const deposit = (partsOf.get(item.payableNo) ?? []).find((part) => part.isKept)
    const order = s.orders.find((o) => o.orderNo === item.itemNo)
    if (item.kept > 0 && (order?.state !== 'cancelled' || item.kept > (deposit?.amount ?? 0)))
      yield `order ${item.itemNo}: ${order?.state} keeps ${item.kept} of a deposit of ${deposit?.amount}`
  }
}

/** Parts that were taken of held money: payments of their own, and the hold holds so much less. */
function* inParts({ attempts, parts, captures }: Snapshot): Generator<string> {
  const attemptOf = new Map(attempts.map((attempt) => [attempt.attemptNo, attempt]))
  const askedOf = new Map(captures.map(({ attemptNo, amount }) => [attemptNo, amount]))
  const partsOf = grouped(parts, ({ holdNo }) => holdNo)
  for (const { attemptNo, holdNo, amount } of parts) {
    const part = attemptOf.get(attemptNo)
    const isOf = part?.payableNo === attemptOf.get(holdNo)?.payableNo
    if (!isOf || part?.amount !== amount) yield `part ${attemptNo} of ${holdNo} is not what was asked for`
  }
  for (const { attemptNo, capture, method, state, amount, held, received } of attempts) {
    if (capture !== 'manual' || method === 'on_delivery') continue
    const own = (partsOf.get(attemptNo) ?? []).flatMap((part) => attemptOf.get(part.attemptNo) ?? [])
    const taken = big(own.map((part) => part.received))
    if (state === 'authorized' && BigInt(held) + taken !== BigInt(amount))
      yield `attempt ${attemptNo}: ${held} is held of ${amount}, ${taken} were taken`
    if (BigInt(askedOf.get(attemptNo) ?? received) + taken > BigInt(amount))
      yield `attempt ${attemptNo}: more is taken than the ${amount} that were held`
    if (own.filter(({ isOpen }) => isOpen).length > 1) yield `attempt ${attemptNo}: two parts at once`
  }
}
