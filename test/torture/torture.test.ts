import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import type { Channel } from '../../src/channels/index.ts'
import { type Db, openDb, openPool } from '../../src/platform/db.ts'
import { SKUS } from '../simulation/catalog.ts'
import { channelOf } from '../simulation/channel.ts'
import { openProvider, type Provider } from '../simulation/provider.ts'
import { type Random, seeded } from '../simulation/random.ts'
import { stockUp } from '../simulation/stage-sql.ts'
import { type Cluster, openCluster } from './cluster.ts'
import { type Fleet, openFleet } from './fleet.ts'
import { type CutProxy, openProxy } from './proxy.ts'
import { carry, wallClock as clock, rested } from './scene.ts'
import { LONG_MS, until } from './until.ts'

const KILLS = Number(process.env.TORTURE_KILLS ?? 24)
const BUYERS = 6

let cluster: Cluster
let proxies: CutProxy[]
const through = ({ port }: CutProxy): string => {
  const url = new URL(cluster.url)
  url.port = String(port)
  return url.href
}

beforeAll(async () => {
  cluster = await openCluster()
  proxies = [await openProxy(cluster.port), await openProxy(cluster.port)]
}, 300_000)
afterAll(async () => {
  for (const proxy of proxies) await proxy.close()
  await cluster.remove()
}, 300_000)

type Scene = {
  readonly fleet: Fleet
  readonly provider: Provider
  readonly told: Deed[]
  readonly state: { isOver: boolean }
}

type Deed = { readonly key: string; readonly tradeNo: string }

describe('torture', () => {
  it('[AB13] [H6] nothing acknowledged is lost and nothing happens twice, whoever is killed', async () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
    console.log(`torture: SEED=${seed}`)
    const random = seeded(seed)
    const provider = openProvider(seed, clock, false)
    const channel = channelOf(provider, clock)
    const db = openDb(openPool({ url: cluster.url, max: 2, name: 'tongbao torture check' }))
    await stockUp(db)
    const fleet = openFleet(proxies.map(through), channel)
    const told: Deed[] = []
    const left = await played({ fleet, provider, channel, told, random, seed, db }).finally(() =>
      fleet.stop(),
    )
    const { found } = await audit(db, 'whole', new Date())
    const { rows } = await sql<{ trade_no: string }>`select trade_no from trade`.execute(db)
    await db.destroy()

    console.log(
      `torture: ${KILLS} kills, ${proxies[0]!.cuts() + proxies[1]!.cuts()} cut commits, ${told.length} trades, ${provider.paybacks.size} refunds (SEED=${seed})`,
    )
    expect(left, 'at rest, as the provider has it').toEqual([])
    expect(found, 'the auditor').toEqual([])
    const stored = new Set(rows.map((row) => row.trade_no))
    expect(
      told.filter(({ tradeNo }) => !stored.has(tradeNo)),
      'acknowledged and lost',
    ).toEqual([])
    expect(new Set(told.map(({ tradeNo }) => tradeNo)).size, 'one trade for a key').toBe(told.length)
    expect(rows.length, 'a trade that no key made').toBe(told.length)
    expect(proxies[0]!.cuts() + proxies[1]!.cuts()).toBeGreaterThan(0)
  }, 1_200_000)
})

type Play = {
  readonly fleet: Fleet
  readonly provider: Provider
  readonly channel: Channel
  readonly told: Deed[]
  readonly random: Random
  readonly seed: number
  readonly db: Db
}

/** The play itself, until everything is at rest. Returns what is not; says what PostgreSQL was doing if nobody answers. */
async function played({ fleet, provider, channel, told, random, seed, db }: Play): Promise<string[]> {
  const state = { isOver: false }
  const post = { isOver: false }
  const carrying = carry(fleet, provider, channel, post)
  try {
    const shopping = Array.from({ length: BUYERS }, (_, i) =>
      buyer(`b${i}`, seeded(seed + i), { fleet, provider, told, state }),
    )
    await Promise.all([chaos(random, fleet, state), ...shopping])
    provider.faults.isHonest = true
    for (const { key, tradeNo } of told)
      await fleet.insist(`x${key}`, { op: 'cancel', tradeNo, buyerId: key.split('/')[0]! })
    const left = await rested(db, provider)
    post.isOver = true
    await carrying
    return left
  } catch (error) {
    const { rows } =
      await sql`select pid, state, wait_event_type, wait_event, now() - xact_start as since, left(query, 120) as query
      from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
    console.log(rows)
    throw error
  } finally {
    state.isOver = true
    post.isOver = true
  }
}

/** Buys, pays, sometimes pays twice, cancels or wants the money back, without pause; insists on every answer. */
async function buyer(
  buyerId: string,
  random: Random,
  { fleet, provider, told, state }: Scene,
): Promise<void> {
  for (let turn = 1; !state.isOver; turn++) {
    const key = `${buyerId}/${turn}`
    const lines = [{ skuId: random.pick(SKUS).skuId, quantity: 1 }]
    const placed = await fleet.insist(key, { op: 'place', buyerId, lines })
    if (placed.kind === 'refused') continue
    const { tradeNo, orders } = placed.value as { tradeNo: string; orders: { orderNo: string }[] }
    told.push({ key, tradeNo })
    const tried = await fleet.insist(`${key}p`, { op: 'pay', tradeNo, buyerId })
    if (tried.kind === 'acknowledged') provider.pay((tried.value as { attemptNo: string }).attemptNo)
    if (random.chance(0.2)) await fleet.insist(`${key}c`, { op: 'cancel', tradeNo, buyerId })
    if (random.chance(0.3)) await giveBack(fleet, key, orders[0]!.orderNo)
  }
}

async function giveBack(fleet: Fleet, key: string, orderNo: string): Promise<void> {
  const asked = await fleet.insist(`${key}r`, { op: 'refund', orderNo, units: null })
  if (asked.kind === 'refused') return
  await fleet.insist(`${key}a`, { op: 'approve', refundNo: (asked.value as { refundNo: string }).refundNo })
}

/** Only a kill that found somebody at work counts; throws where nobody is found for long. */
async function chaos(random: Random, fleet: Fleet, state: { isOver: boolean }): Promise<void> {
  for (let kills = 0; kills < KILLS; kills++) {
    await sleep(random.int(400, 1_400))
    for (const proxy of proxies) if (random.chance(0.7)) proxy.cutNext(random.pick(['after', 'before']))
    if (random.chance(0.3)) {
      expect(await until(fleet.isBusy, LONG_MS, 5), 'somebody at work when PostgreSQL is killed').toBe(true)
      cluster.kill()
      await cluster.back()
    } else expect(await fleet.kill(random.int(0, 1)), 'somebody at work when he is killed').toBe(true)
  }
  state.isOver = true
}
