import { createSimulator, persons, type Statement, statementOf } from '../../simulator/index.ts'
import type { FaultName } from '../../simulator/wechat/faults.ts'
import { type PayHow, pay } from '../../simulator/wechat/pay.ts'
import type { Channel } from '../../src/channels/index.ts'
import { createWechatChannel } from '../../src/channels/wechat/index.ts'
import type { Flows } from '../../src/flows/index.ts'
import { MINUTE, SECOND, virtualClock } from '../../src/kernel/clock.ts'
import { partsUnder } from '../../src/modules/payment/index.ts'
import { createReceiver } from '../simulator/receiver.ts'
import { MARKET_OPENS } from './goods.ts'
import { value } from './outcome.ts'
import { openMarket } from './shop.ts'

/** The test market with the real WeChat channel, and the simulated WeChat Pay beside it, on one clock that stands still. */
export async function openWechatMarket() {
  const clock = virtualClock(MARKET_OPENS)
  const simulator = await createSimulator({ clock, autorun: false, only: ['wechat'] })
  const receiver = await createReceiver()
  const channel = createWechatChannel({ ...simulator.merchantCredentials, clock, timeoutMs: 400 })
  const questions: string[] = []
  const { combining } = channel
  if (!combining) throw new Error('WeChat Pay combines orders')
  const wechat: Channel = {
    ...channel,
    combining: {
      ...combining,
      query: (combinedNo, signal) => {
        questions.push(combinedNo)
        return combining.query(combinedNo, signal)
      },
    },
  }
  const market = await openMarket({
    time: clock,
    hand: { wechat },
    notifyUrl: () => receiver.url,
  })
  const { world } = simulator
  let keys = 0
  type Together = Parameters<Flows['payTogether']>[0]

  /** Trades of one buyer, each of one line. */
  const placed = async (buyerId: string, ...skuIds: number[]): Promise<string[]> => {
    const nos: string[] = []
    for (const skuId of skuIds) nos.push(value(await market.buy(buyerId, [[skuId, 1]])).tradeNo)
    return nos
  }
  const together = (buyerId: string, tradeNos: readonly string[], how: Partial<Together> = {}) =>
    market.flows.payTogether({
      caller: `buyer:${buyerId}`,
      key: `t${++keys}`,
      requestHash: tradeNos.join(),
      tradeNos,
      channel: 'wechat',
      method: 'native',
      actor: { id: `buyer:${buyerId}`, by: 'buyer' },
      ...how,
    })
  /** Everything that waits at WeChat Pay is sent, and received by us; returns how many notices came. */
  const notified = async (ms = MINUTE): Promise<number> => {
    world.waits.advance(ms)
    await simulator.run()
    const notices = receiver.take()
    for (const { headers, body } of notices) await market.flows.receiveNotice('wechat', headers, body)
    await market.flows.idle()
    return notices.length
  }
  /** Time passes, and what is due is asked about. */
  const swept = async (ms = 10 * SECOND): Promise<void> => {
    await market.advance(ms)
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.applyEvidence()
    await market.flows.idle()
  }
  return {
    ...market,
    simulator,
    wechat,
    world,
    placed,
    together,
    notified,
    swept,
    /** What payers gave and got back, as WeChat Pay knows it. */
    statement: (): Statement => statementOf(simulator.provider('wechat').movements()),
    /** Combined orders that WeChat Pay was asked about, one for each question. */
    questions,
    /** The payer confirms in his wallet. */
    confirm: (no: string, how: PayHow = {}) => pay(world, no, persons[0]!.openid, how).paid,
    arm: (fault: FaultName, order: string, on?: 'create' | 'query' | 'close') =>
      world.faults.add({ fault, order, remaining: 1, ...(on === undefined ? {} : { on }) }),
    states: async (combinedNo: string): Promise<string[]> =>
      (await partsUnder(market.database.db, combinedNo)).map(({ state }) => state),
    close: async (): Promise<void> => {
      await market.close()
      wechat.dispose()
      await simulator.close()
      await receiver.stop()
    },
  }
}

export type WechatMarket = Awaited<ReturnType<typeof openWechatMarket>>
