import type { AlipayProvider } from '../../simulator/alipay/provider.ts'
import { createSimulator, persons } from '../../simulator/index.ts'
import type { StripeProvider } from '../../simulator/stripe/provider.ts'
import { createAlipayChannel } from '../../src/channels/alipay/index.ts'
import type { Channel } from '../../src/channels/index.ts'
import { createStripeChannel } from '../../src/channels/stripe/index.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { findAttempt } from '../../src/modules/payment/index.ts'
import { createReceiver } from '../simulator/receiver.ts'
import { MARKET_OPENS } from './goods.ts'
import { value } from './outcome.ts'
import { openMarket } from './shop.ts'

/** The provider's acts at which a fault is armed, as both call them. */
type Act = 'create' | 'query' | 'capture' | 'release'
/** `error_stored` is Stripe's alone: it answers so for a day. */
type Fault =
  | 'timeout_before'
  | 'timeout_after'
  | 'error_after'
  | 'error_stored'
  | 'notice_lost'
  | 'query_not_found'

type Side = {
  readonly code: 'alipay' | 'stripe'
  readonly method: 'native' | 'card'
  /** How long this provider holds money. */
  readonly days: number
  readonly connect: () => Channel
  readonly pay: (no: string) => boolean
  readonly arm: (fault: Fault, order: string, on?: Act) => void
  /** What the provider took, in all. */
  readonly taken: (no: string) => number
  readonly later: (ms: number) => void
}

type Opened = { readonly clock: ReturnType<typeof virtualClock>; readonly url: string }

async function alipaySide({ clock }: Opened) {
  const simulator = await createSimulator({ clock, autorun: false, only: ['alipay'] })
  const provider = simulator.provider('alipay') as AlipayProvider
  const { world } = provider
  const on = { create: 'hold', query: 'query', capture: 'capture', release: 'release' } as const
  const side: Side = {
    code: 'alipay',
    method: 'native',
    days: 30,
    connect: () => createAlipayChannel({ ...provider.credentials(), clock, timeoutMs: 250 }),
    pay: (no) => provider.pay(no, { payer: persons[0]!.openid }).paid,
    arm: (fault, order, act) => {
      if (fault === 'error_stored') throw new Error('Alipay stores no answers')
      world.faults.add({ fault, order, remaining: 1, ...(act ? { on: on[act] } : {}) })
    },
    taken: (no) =>
      provider
        .movements()
        .filter((one) => one.no === no && one.kind === 'paid')
        .reduce((sum, { amount }) => sum + amount, 0),
    later: (ms) => world.waits.advance(ms),
  }
  return { simulator, side }
}

async function stripeSide({ clock, url }: Opened) {
  const simulator = await createSimulator({ clock, autorun: false, only: ['stripe'] })
  const provider = simulator.provider('stripe') as StripeProvider
  provider.setEndpoint(url)
  const { world } = provider
  const on = { create: 'create', query: 'query', capture: 'capture', release: 'close' } as const
  const side: Side = {
    code: 'stripe',
    method: 'card',
    days: 7,
    connect: () => createStripeChannel({ ...provider.credentials(), clock, timeoutMs: 400 }),
    pay: (no) => provider.pay(no, { payer: '' }).paid,
    arm: (fault, order, act) =>
      world.faults.add({ fault, order, remaining: 1, ...(act ? { on: on[act] } : {}) }),
    taken: (no) =>
      provider
        .movements()
        .filter((one) => one.no === no && one.kind === 'paid')
        .reduce((sum, { amount }) => sum + amount, 0),
    later: (ms) => world.waits.advance(ms),
  }
  return { simulator, side }
}

/** The test market with a real channel that holds money, and its simulated provider beside it, on one clock. */
export async function openHoldMarket(code: 'alipay' | 'stripe') {
  const clock = virtualClock(MARKET_OPENS)
  const receiver = await createReceiver()
  receiver.answer = 200
  receiver.words = 'success'
  const opened = { clock, url: receiver.url }
  const { simulator, side } = code === 'alipay' ? await alipaySide(opened) : await stripeSide(opened)
  const channel = side.connect()
  const market = await openMarket({ time: clock, hand: { [code]: channel }, notifyUrl: () => receiver.url })
  // The hotel and the second shop answer by hand.
  for (const shopId of [2, 3]) market.shops.set(shopId, { ...market.shops.get(shopId)!, autoConfirm: false })
  let serial = 0
  const by = (caller: string) => ({ caller, key: `h${++serial}`, requestHash: '' })
  const asked = async (lines: [number, number][]) => {
    const buyerId = `b${++serial}`
    const { tradeNo, orders } = value(await market.buy(buyerId, lines))
    const how = { tradeNo, orderNo: null, channel: code, method: side.method, capture: 'manual' as const }
    const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
    const ask = (key: string) => market.flows.pay({ ...by(actor.id), key, ...how, actor })
    return { buyerId, tradeNo, orderNos: orders.map(({ orderNo }) => orderNo), ask, actor }
  }
  const notified = async (): Promise<void> => {
    side.later(MINUTE)
    await simulator.run()
    for (const { headers, body } of receiver.take()) await market.flows.receiveNotice(code, headers, body)
    await market.flows.idle()
  }
  const swept = async (ms: number, rounds = 1): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      await market.advance(ms)
      const { sweeps } = market.flows
      await sweeps.applyEvidence()
      await sweeps.expireTrades()
      await sweeps.queryAttempts()
      await sweeps.sendRefunds()
      await sweeps.finishCloses()
      await market.flows.idle()
    }
  }
  return {
    ...market,
    ...side,
    by,
    asked,
    notified,
    swept,
    /** Bought, and its money held by the provider, who has told of it. */
    held: async (lines: [number, number][]) => {
      const order = await asked(lines)
      const { attemptNo } = value(await order.ask(`p${++serial}`))
      if (!side.pay(attemptNo)) throw new Error(`${attemptNo} is not paid`)
      await notified()
      return { ...order, attemptNo }
    },
    stateOf: async (attemptNo: string) => (await findAttempt(market.database.db, attemptNo))?.state,
    close: async (): Promise<void> => {
      await market.close()
      channel.dispose()
      await simulator.close()
      await receiver.stop()
    },
  }
}

export type HoldMarket = Awaited<ReturnType<typeof openHoldMarket>>
