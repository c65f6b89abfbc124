import { type Flows, type PlacedTrade, priceCheckout } from '../../flows/index.ts'
import { assert } from '../../kernel/assert.ts'
import { after, DAY, MINUTE, SECOND, type virtualClock } from '../../kernel/clock.ts'
import { shardOf } from '../../kernel/number.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { CatalogFacts } from '../../modules/catalog/index.ts'
import { dueRefunds, type NewEvidence } from '../../modules/payment/index.ts'
import type { Db } from '../../platform/db.ts'
import type { Numbers } from '../../platform/numbers.ts'
import { Agenda } from './agenda.ts'
import type { PlannedTrade } from './plan.ts'
import { CHANNEL, paid, refunded, told } from './told.ts'

export type Stage = {
  readonly db: Db
  readonly flows: Flows
  readonly facts: CatalogFacts
  readonly numbers: Numbers
  readonly clock: ReturnType<typeof virtualClock>
}

/** Two people of the platform: who asks for a refund does not approve it. */
const MAKER = 'staff:demo-staff-service'
const CHECKER = 'staff:demo-staff-finance'

export type Counts = { placed: number; refused: number; paid: number; closed: number; refunds: number }

type Placed = {
  readonly plan: PlannedTrade
  readonly trade: PlacedTrade
  readonly attemptNo: string
}

const overAt = ({ trade }: Placed): Date => after(new Date(trade.expiresAt), 5 * SECOND)

/** Plays planned trades through the real commands, a stretch of days at a time. */
export function player({ db, flows, facts, numbers, clock }: Stage) {
  const { lanes } = flows
  const agenda = new Agenda()
  let unpaid: Placed[] = []
  const counts: Counts = { placed: 0, refused: 0, paid: 0, closed: 0, refunds: 0 }
  const rule = (key: string, now: Date) => ({ caller: 'rule', key, requestHash: '', now })

  /** Numbers carry their second, so they are made in the order of time before anything is submitted. */
  async function playUntil(trades: readonly PlannedTrade[], end: Date): Promise<void> {
    clock.set(end)
    await numbers.renew()
    const placed = await place(trades)
    await pay(placed)
    unpaid.push(...placed.filter((one) => one.plan.fate !== 'paid'))
    await letGo(unpaid.filter((one) => overAt(one) < end))
    unpaid = unpaid.filter((one) => overAt(one) >= end)
    for (const one of placed) plan(one)
    await agenda.run(end)
    await sendRefunds(end)
  }

  async function place(trades: readonly PlannedTrade[]): Promise<Placed[]> {
    const submitted = trades.map(async (plan): Promise<Placed | null> => {
      const priced = priceCheckout(facts, plan.lines, plan.at)
      if (!priced.ok) return null
      clock.set(plan.at)
      const shard = shardOf(plan.shopper.id)
      const tradeNo = numbers.next('trade', 'web', shard)
      const orderNos = priced.value.shops.map(() => numbers.next('order', 'web', shard))
      const attemptNo = numbers.next('attempt', 'system', shard)
      const outcome = await lanes.place.submit({
        caller: `buyer:${plan.shopper.id}`,
        key: `year-${plan.index}`,
        requestHash: '',
        now: plan.at,
        buyerId: plan.shopper.id,
        lines: plan.lines,
        quoteHash: priced.value.quote.hash,
        address: plan.shopper.address,
        invoice: null,
        remarks: {},
        channel: 'web',
        tradeNo,
        orderNos,
      })
      return outcome.ok ? { plan, trade: outcome.value, attemptNo } : null
    })
    const placed = (await Promise.all(submitted)).filter((one) => one !== null)
    counts.placed += placed.length
    counts.refused += trades.length - placed.length
    return placed
  }

  const startsAt = ({ plan, trade }: Placed): Date => {
    const latest = new Date(trade.expiresAt).getTime() - 2 * MINUTE
    return new Date(Math.min(after(plan.at, 12 * SECOND).getTime(), latest))
  }

  const choice = {
    rules: [],
    offers: [
      {
        account: CHANNEL,
        currencies: ['CNY'],
        firstQueryMs: 10 * SECOND,
        longestMs: DAY,
        successRate: 1,
        isBroken: false,
      },
    ],
    excluded: [],
  }

  async function pay(placed: readonly Placed[]): Promise<void> {
    const tried = placed.filter(({ plan }) => plan.fate !== 'left')
    await all(
      tried.map((one) =>
        lanes.startPayment.submit({
          ...rule(one.attemptNo, startsAt(one)),
          caller: `buyer:${one.plan.shopper.id}`,
          subject: one.trade.tradeNo,
          actor: { id: `buyer:${one.plan.shopper.id}`, by: 'buyer' },
          attemptNo: one.attemptNo,
          orderNo: null,
          channel: CHANNEL,
          method: 'native',
          choice,
        }),
      ),
    )
    await all(
      tried.map((one) => {
        const presentation = { kind: 'qr' as const, codeUrl: `weixin://wxpay/bizpayurl?pr=${one.attemptNo}` }
        return tell(one.attemptNo, after(startsAt(one), SECOND), {
          kind: 'started',
          answer: { kind: 'ready', presentation },
        })
      }),
    )
    const paying = tried.filter(({ plan }) => plan.fate === 'paid' || plan.fate === 'paid_short')
    await hear(paying.map((one) => paidOf(one, one.plan.fate === 'paid_short' ? 1 : 0)))
    counts.paid += paying.length
  }

  const tell = (
    attemptNo: string,
    now: Date,
    news: Parameters<typeof lanes.tellAttempt.submit>[0]['news'],
  ): Promise<Outcome<unknown>> =>
    lanes.tellAttempt.submit({
      ...rule(attemptNo, now),
      subject: attemptNo,
      actor: `channel:${CHANNEL}`,
      reason: null,
      news,
    })

  function paidOf({ plan, trade, attemptNo }: Placed, short: number): NewEvidence {
    const amount = trade.amounts.payable - short
    return told(attemptNo, paid(amount, trade.currency, attemptNo, plan.payAt), after(plan.payAt, 2 * SECOND))
  }

  /** Evidence is stored, then applied: two commits, as when it comes over the wire. */
  async function hear(evidence: readonly NewEvidence[]): Promise<void> {
    const stored = await Promise.all(evidence.map((one) => lanes.storeEvidence.submit(one)))
    await all(
      stored.map((outcome, i) => {
        const { now = clock.now() } = evidence[i] ?? {}
        assert(outcome.ok, 'evidence of the demo is stored')
        const evidenceId = outcome.value.id
        return lanes.applyEvidence.submit({ ...rule(String(evidenceId), now), evidenceId })
      }),
    )
  }

  /** Trades nobody paid for: their time ends, an open attempt is closed at the channel, the stock is free again. */
  async function letGo(left: readonly Placed[]): Promise<void> {
    await all(
      left.map((one) =>
        lanes.expireTrade.submit({
          ...rule(one.trade.tradeNo, overAt(one)),
          subject: one.trade.tradeNo,
          actor: { id: 'rule:timeout', by: 'time' },
          reason: 'timeout',
        }),
      ),
    )
    const open = left.filter(({ plan }) => plan.fate === 'left_with_attempt' || plan.fate === 'paid_late')
    await all(open.map((one) => tell(one.attemptNo, after(overAt(one), SECOND), { kind: 'close' })))
    const closed = { about: 'attempt', kind: 'closed' } as const
    await hear(open.map((one) => told(one.attemptNo, closed, after(overAt(one), 2 * SECOND))))
    // Money that comes after all is given back by rule.
    await hear(left.filter(({ plan }) => plan.fate === 'paid_late').map((one) => paidOf(one, 0)))
    counts.closed += left.length
  }

  /** What follows a paid trade on later days. */
  function plan({ plan: { index, fate, refund, ...times }, trade }: Placed): void {
    if (fate !== 'paid') return
    for (const { orderNo, shopId } of trade.orders) {
      const act = (action: 'confirm' | 'decline' | 'complete', at: Date) =>
        agenda.add(action === 'complete' ? 'complete' : 'confirm', at, () =>
          lanes.actOnOrder.submit({
            ...rule(`year-${orderNo}-${action}`, at),
            subject: orderNo,
            action,
            actor: { id: 'staff:demo-staff-yunxiu', by: 'merchant' },
            reason: action === 'decline' ? '当日满房' : null,
          }),
        )
      const declines = !facts.shopFacts(shopId)?.autoConfirm && times.declined
      if (!facts.shopFacts(shopId)?.autoConfirm) act(declines ? 'decline' : 'confirm', times.confirmAt)
      if (!declines) act('complete', times.completeAt)
    }
    const [first] = trade.orders
    if (!refund || !first) return
    const { askAt, decideAt, approved, whole, reason } = refund
    agenda.add('ask', askAt, async () => {
      clock.set(askAt)
      const refundNo = numbers.next('refund', 'system', shardOf(times.shopper.id))
      const asked = await lanes.requestRefund.submit({
        ...rule(`year-${index}-refund`, askAt),
        subject: first.orderNo,
        refundNo,
        units: whole ? null : { 1: 1 },
        reason,
        actor: MAKER,
      })
      if (!asked.ok) return asked
      counts.refunds += 1
      agenda.add('decide', decideAt, () =>
        lanes.decideRefund.submit({
          ...rule(`year-${index}-decide`, decideAt),
          subject: refundNo,
          action: approved ? 'approve' : 'reject',
          actor: CHECKER,
          reason: approved ? null : '已超出退换期限',
        }),
      )
      return asked
    })
  }

  /** The channel gives back what was approved. */
  async function sendRefunds(end: Date): Promise<void> {
    const due = await dueRefunds(db, end, 500)
    await hear(
      due.map(({ refundNo, amount, nextAt }) => {
        const at = after(nextAt ?? end, 40 * SECOND)
        return told(refundNo, refunded(amount, refundNo, at), after(at, 2 * SECOND))
      }),
    )
  }

  return { playUntil, counts }
}

/** The stages of the year never fail: a refusal here means that the plan asks for what the rules forbid. */
async function all(outcomes: readonly Promise<Outcome<unknown>>[]): Promise<void> {
  for (const outcome of await Promise.all(outcomes)) {
    assert(outcome.ok, `the demo's year is refused: ${JSON.stringify(outcome)}`)
  }
}
