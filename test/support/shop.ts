import type { Channel } from '../../src/channels/index.ts'
import {
  createMockChannel,
  type MockProvider,
  type MockSharings,
  type RawNotice,
} from '../../src/channels/mock/index.ts'
import { type FlowDeps, type Flows, openFlows } from '../../src/flows/index.ts'
import { virtualClock } from '../../src/kernel/clock.ts'
import type { DiscountRule, ShopFacts, SkuFacts } from '../../src/modules/catalog/types.ts'
import { openStock } from '../../src/modules/inventory/index.ts'
import { openAccountBook } from '../../src/modules/ledger/index.ts'
import { type Numbers, openNumbers } from '../../src/platform/numbers.ts'
import { type TestDatabase, testDatabase } from './database.ts'
import { MARKET_OPENS, marketGoods } from './goods.ts'

export const address = {
  name: '张三',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  street: '文三路 1 号',
}

/** A small market on a real database: two shops and a hotel, the mock channel, a clock that stands still. */
export type Market = {
  readonly database: TestDatabase
  readonly clock: ReturnType<typeof virtualClock>
  readonly skus: Map<number, SkuFacts>
  readonly shops: Map<number, ShopFacts>
  readonly rules: DiscountRule[]
  readonly provider: MockProvider
  readonly sharings: MockSharings
  readonly channel: Channel
  readonly numbers: Numbers
  readonly flows: Flows
  /** Places a trade as a buyer would: quote, then order with the quote's hash. */
  readonly buy: (
    buyerId: string,
    lines: [skuId: number, quantity: number][],
    key?: string,
  ) => ReturnType<Flows['place']>
  readonly pay: (buyerId: string, tradeNo: string, orderNo?: string) => ReturnType<Flows['pay']>
  /** Delivers notices to the callback door and waits until they are applied. */
  readonly deliver: (notices: readonly RawNotice[]) => Promise<number[]>
  /** Moves the clock; the number lease follows, as its worker loop would see to. */
  readonly advance: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

type MarketOptions = Partial<FlowDeps> & {
  readonly stock?: number
  /** Channels beside the mock. */
  readonly hand?: FlowDeps['channels']
  /** A clock that others share. */
  readonly time?: ReturnType<typeof virtualClock>
}

export async function openMarket({ hand, time, ...options }: MarketOptions = {}): Promise<Market> {
  const database = await testDatabase()
  const clock = time ?? virtualClock(MARKET_OPENS)
  const { shops, skus, rules, catalog } = marketGoods()
  const { channel, provider, sharings } = createMockChannel({ clock })
  const numbers = await openNumbers(database.db, clock)
  const deps: FlowDeps = {
    db: database.db,
    commandDb: options.db ?? database.commandDb,
    clock,
    numbers,
    catalog,
    channels: { mock: channel, ...hand },
    accounts: openAccountBook(),
    notifyUrl: (code) => `https://shop.example/v1/channels/${code}/notices`,
    channelTimeoutMs: 1_000,
    ...options,
  }
  const flows = openFlows(deps)
  const stocked = [...skus.values()]
  await database.db.transaction().execute((tx) => openStock(tx, stocked))
  for (const { skuId, warehouseId } of stocked)
    await flows.adjustStock({
      caller: 'test',
      key: `stock/${skuId}`,
      requestHash: '',
      skuId,
      warehouseId,
      bucket: 'available',
      quantity: options.stock ?? 100,
      kind: 'receive',
      reason: 'opening stock',
      actor: 'staff:test',
    })

  let keys = 0
  const buy: Market['buy'] = (buyerId, lines, key = `k${++keys}`) => {
    const wanted = lines.map(([skuId, quantity]) => ({ skuId, quantity }))
    const priced = flows.quote(wanted)
    const quoteHash = priced.ok ? priced.value.quote.hash : ''
    return flows.place({
      caller: `buyer:${buyerId}`,
      key,
      requestHash: JSON.stringify(lines),
      buyerId,
      lines: wanted,
      quoteHash,
      address,
      invoice: null,
      remarks: {},
      channel: 'web',
    })
  }
  const pay: Market['pay'] = (buyerId, tradeNo, orderNo) =>
    flows.pay({
      caller: `buyer:${buyerId}`,
      key: `k${++keys}`,
      requestHash: '',
      tradeNo,
      orderNo: orderNo ?? null,
      channel: 'mock',
      method: 'native',
      actor: { id: `buyer:${buyerId}`, by: 'buyer' },
    })
  const deliver: Market['deliver'] = async (notices) => {
    const answers: number[] = []
    for (const { headers, body } of notices)
      answers.push((await flows.receiveNotice('mock', headers, body))!.status)
    await flows.idle()
    return answers
  }
  const advance: Market['advance'] = async (ms) => {
    clock.advance(ms)
    await numbers.renew()
  }
  const close = async (): Promise<void> => {
    await flows.idle()
    await numbers.release()
    await database.drop()
  }
  return {
    database,
    clock,
    skus,
    shops,
    rules,
    provider,
    sharings,
    channel,
    numbers,
    flows,
    buy,
    pay,
    deliver,
    advance,
    close,
  }
}
