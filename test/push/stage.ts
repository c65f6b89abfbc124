import { sql } from 'kysely'
import { openTeller, type Teller } from '../../src/flows/index.ts'
import type { DomainEvent } from '../../src/kernel/fact.ts'
import {
  CELLS,
  type Cell,
  OUTWARD_WAYS,
  saveAddress,
  saveWish,
  setSwitch,
} from '../../src/modules/push/index.ts'
import { publishOutbox, saveOutbox } from '../../src/platform/outbox.ts'
import { value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'

export type Told = {
  id: number
  node: string
  audience: string
  way: string
  recipient: string
  state: string
  subject_no: string
  title_zh: string
  body_zh: string
  body_en: string
}

export type PushStage = {
  readonly market: Market
  readonly teller: Teller
  /** Another process that does the same. */
  readonly other: Teller
  /** Reads everything that was committed. */
  readonly readAll: () => Promise<void>
  readonly messages: () => Promise<Told[]>
  readonly forget: () => Promise<void>
  readonly switchAll: (on: boolean) => Promise<void>
  readonly turn: (cell: Cell, on: boolean) => Promise<void>
  readonly happen: (type: string, subject: string, data: Record<string, unknown>) => Promise<void>
  readonly order: (buyerId?: string, skuId?: number) => Promise<{ tradeNo: string; orderNo: string }>
}

/** A market whose nodes are told over every way, to everybody who has left an address. */
export async function openPushStage(): Promise<PushStage> {
  const market = await openMarket()
  const { db } = market.database
  const deps = { db, clock: market.clock, channels: { mock: market.channel }, available: OUTWARD_WAYS }
  const teller = openTeller(deps, () => {})
  const now = market.clock.now()
  for (const [i, recipient] of ['buyer:b1', 'shop:1', 'shop:2', 'platform', 'carrier'].entries()) {
    await saveAddress(db, { recipient, way: 'sms', address: `1380000000${i}`, now })
    await saveAddress(db, { recipient, way: 'mail', address: `box${i}@mail.example`, now })
    await saveWish(db, { recipient, ways: OUTWARD_WAYS, language: 'zh-CN', device: `device-${i}`, now })
  }
  const readAll = async () => {
    while ((await publishOutbox(db)) > 0);
    while ((await teller.readEvents()) > 0);
  }
  let sequence = 100
  const happen: PushStage['happen'] = async (type, subject, data) => {
    sequence += 1
    const event: DomainEvent = { type, subject, sequence, occurredAt: market.clock.now().toISOString(), data }
    await db.transaction().execute((tx) => saveOutbox(tx, [event], market.clock.now()))
    await readAll()
  }
  const turn: PushStage['turn'] = (cell, on) =>
    setSwitch(db, { ...cell, on, by: 'staff:test', now: market.clock.now() })
  return {
    market,
    teller,
    other: openTeller(deps, () => {}),
    readAll,
    turn,
    happen,
    messages: async () => (await sql<Told>`select * from push_message order by id`.execute(db)).rows,
    forget: async () => {
      await sql`delete from push_message`.execute(db)
      await sql`delete from push_reminder`.execute(db)
    },
    switchAll: async (on) => {
      for (const cell of CELLS) await turn(cell, on)
    },
    order: async (buyerId = 'b1', skuId = 11) => {
      const placed = value(await market.buy(buyerId, [[skuId, 1]]))
      return { tradeNo: placed.tradeNo, orderNo: placed.orders[0]!.orderNo }
    },
  }
}
