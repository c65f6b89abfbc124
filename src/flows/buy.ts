import { assert } from '../kernel/assert.ts'
import { type NumberChannel, shardOf, shardOfNumber } from '../kernel/number.ts'
import { type Outcome, reject } from '../kernel/outcome.ts'
import type { Actor, Address, Invoice, OrderRejection } from '../modules/order/index.ts'
import { type Attempt, findAttempt, isOnDelivery, type PaymentRejection } from '../modules/payment/index.ts'
import type { LaneRejection } from '../platform/lane.ts'
import type { ChannelCalls } from './channel-calls.ts'
import { type PricedCheckout, priceCheckout, type Wanted } from './checkout.ts'
import type { Closing } from './close.ts'
import { channelOf, type FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import type { Acted } from './order-actions.ts'
import type { PlacedTrade, PlaceRejection } from './place.ts'

/** Who asks, with which key, and a hash of everything he asks. */
export type CallerKey = { readonly caller: string; readonly key: string; readonly requestHash: string }

export type PlaceRequest = CallerKey & {
  readonly buyerId: string
  readonly lines: readonly Wanted[]
  readonly quoteHash: string
  readonly address: Address | null
  readonly invoice: Invoice | null
  readonly remarks: Readonly<Record<string, string>>
  readonly channel: NumberChannel
}

/** What a buyer does, from the price to the payment. */
export function checkoutFlow(deps: FlowDeps, lanes: Lanes, calls: ChannelCalls) {
  const { db, clock, catalog, numbers } = deps

  const quote = (lines: readonly Wanted[]): Outcome<PricedCheckout, OrderRejection> =>
    priceCheckout(catalog, lines, clock.now())

  async function place(request: PlaceRequest): Promise<Outcome<PlacedTrade, PlaceRejection | LaneRejection>> {
    const shard = shardOf(request.buyerId)
    const shops = new Set(request.lines.map(({ skuId }) => catalog.skuFacts(skuId)?.shopId))
    const tradeNo = numbers.next('trade', request.channel, shard)
    const orderNos = [...shops].map(() => numbers.next('order', request.channel, shard))
    return lanes.place.submit({ ...request, now: clock.now(), tradeNo, orderNos })
  }

  /** Blocks new attempts, closes the open one at the channel, and ends the trade if nothing can pay it any more. */
  async function cancelTrade(
    request: CallerKey & { readonly tradeNo: string; readonly actor: Actor; readonly reason: string },
  ): Promise<Outcome<Closing, OrderRejection | LaneRejection>> {
    const { tradeNo } = request
    const begun = await lanes.cancelTrade.submit({ ...request, subject: tradeNo, now: clock.now() })
    for (const open of begun.ok ? begun.value.openAttemptNos : []) await closeAttempt(open, request.actor.id)
    return begun
  }

  /** Cancels one unpaid order; an attempt that could still pay it is closed first. */
  async function cancelOrder(
    request: CallerKey & { readonly orderNo: string; readonly actor: Actor; readonly reason: string | null },
  ): Promise<Outcome<Acted, OrderRejection | LaneRejection>> {
    const submit = () =>
      lanes.actOnOrder.submit({ ...request, subject: request.orderNo, action: 'cancel', now: clock.now() })
    return afterClosing(submit, request.actor.id)
  }

  /** Tries again once every open attempt that stood in the way has been closed, or could not be. */
  async function afterClosing<T, Code extends string>(
    submit: () => Promise<Outcome<T, Code>>,
    actor: string,
  ): Promise<Outcome<T, Code>> {
    const asked = new Set<string>()
    for (;;) {
      const outcome = await submit()
      const open = outcome.ok ? undefined : outcome.rejection.detail?.attemptNo
      if (typeof open !== 'string' || asked.has(open)) return outcome
      asked.add(open)
      await closeAttempt(open, actor)
    }
  }

  /** Asks the channel to close an attempt and hears the answer; what is not certain stays with the sweep. */
  async function closeAttempt(attemptNo: string, actor: string): Promise<void> {
    const command = { caller: 'rule', key: attemptNo, requestHash: '', now: clock.now(), subject: attemptNo }
    await lanes.tellAttempt.submit({ ...command, actor, reason: 'superseded', news: { kind: 'close' } })
    const attempt = await findAttempt(db, attemptNo)
    if (attempt?.state === 'closing') await calls.resolveAttempt(attempt)
  }

  type PayRequest = CallerKey & {
    readonly tradeNo: string
    readonly orderNo: string | null
    readonly channel: string
    readonly method: string
    readonly capture?: Attempt['capture']
    readonly payer?: Attempt['payer']
    readonly actor: Actor
  }

  /** Opens an attempt and makes it known to the channel. An earlier one for something else is closed first. */
  async function pay(request: PayRequest): Promise<Outcome<Attempt, PaymentRejection | LaneRejection>> {
    const channel = channelOf(deps.channels, request.channel)
    const isKnown = channel?.capabilities.methods.some((method) => method === request.method)
    if (!channel || !isKnown) return reject('unknown_channel', { param: channel ? 'method' : 'channel' })
    const { capture = 'automatic', payer = null } = request
    if (capture === 'manual' && !channel.authorizing) return reject('unknown_channel', { param: 'capture' })
    const firstQueryMs = channel.capabilities.queryDelaysMs[0] ?? 10_000
    const attemptNo = numbers.next('attempt', 'system', shardOfNumber(request.tradeNo))
    const submit = () =>
      lanes.startPayment.submit({
        ...request,
        subject: request.tradeNo,
        attemptNo,
        capture,
        payer,
        firstQueryMs,
        now: clock.now(),
      })
    const started = await afterClosing(submit, request.actor.id)
    if (!started.ok) return started
    // What was promised on delivery stands at no channel, so none is told.
    const isNew = started.value.attemptNo === attemptNo && !isOnDelivery(request)
    const known = isNew ? undefined : await findAttempt(db, started.value.attemptNo)
    const isShown = known && known.state !== 'created' && known.state !== 'unknown'
    const facts = { ...started.value, channel: channel.code, expiresAt: new Date(started.value.expiresAt) }
    const attempt = isShown
      ? known
      : ((await calls.present(facts)) ?? (await findAttempt(db, facts.attemptNo)))
    assert(attempt, 'an attempt that was started stands')
    return { ok: true, value: attempt }
  }

  /** Active query on request: heals a lost callback while the buyer looks at the page. */
  async function checkAttempt(attemptNo: string): Promise<Attempt | undefined> {
    const attempt = await findAttempt(db, attemptNo)
    if (!attempt || attempt.nextQueryAt === null) return attempt
    await calls.resolveAttempt(attempt)
    return findAttempt(db, attemptNo)
  }

  return { quote, place, cancelTrade, cancelOrder, pay, checkAttempt }
}
