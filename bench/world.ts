import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import pg from 'pg'
import { CHECKS, findBreaks } from '../src/auditor/index.ts'
import { type Ground, openGround } from '../src/ground.ts'
import { type Lifecycle, lifecycle } from '../src/lifecycle.ts'
import { readConfig } from '../src/platform/config.ts'
import { openLog } from '../src/platform/log.ts'
import { startEmbedded } from '../src/platform/postgres/index.ts'
import { seedDemo } from '../src/seed/index.ts'
import { openTrade, type Trade } from '../src/trade.ts'

export const HOME = fileURLToPath(new URL('../.tongbao/bench', import.meta.url))
const DATABASE = 'tongbao_bench'
export const SECRET = 'of the benchmark, which holds nobody s data'
const PLENTY = 1_000_000_000

/**
 * A server with production's settings and a new database, for the whole run. The provider remembers nothing either: what
 * it kept of many runs would fill its memory and take it time.
 */
export async function openServer(life: Lifecycle): Promise<{ url: string }> {
  rmSync(`${HOME}/simulator/state.ndjson`, { force: true })
  const server = await startEmbedded(HOME)
  life.opened('server', server.stop)
  const admin = new pg.Client({ connectionString: server.url() })
  await admin.connect()
  await admin.query(`drop database if exists ${DATABASE} with (force)`)
  await admin.query(`create database ${DATABASE}`)
  await admin.end()
  return { url: server.url(DATABASE) }
}

/** The environment under which the product, in this process or another, works on the benchmark's database. */
export const environment = (url: string): Record<string, string> => ({
  DATABASE_URL: url,
  TONGBAO_HOME: HOME,
  TONGBAO_SECRET: SECRET,
  TONGBAO_DEMO: '1',
  LOG_LEVEL: 'warn',
})

/** The product's own parts without its doors: what "in process" is measured with. */
export type World = {
  readonly ground: Ground
  readonly trade: Trade
  /** SKUs of two shops each, with stock for any number of orders. */
  readonly pairs: readonly (readonly [number, number])[]
  readonly close: () => Promise<void>
}

export async function openWorld(url: string): Promise<World> {
  const config = readConfig({ ...environment(url), PORT: '0' })
  const log = openLog('warn')
  const life = lifecycle(log)
  const ground = await openGround(config, log, life)
  await seedDemo({ db: ground.db, mediaFolder: `${HOME}/media`, now: ground.clock.now(), seed: 1 })
  const trade = await openTrade(ground, null, () => {}, life)
  const renewing = setInterval(
    () => void Promise.all(trade.upkeep.map(({ run }) => run(new Date(), NEVER))),
    5_000,
  )
  life.opened('upkeep', () => clearInterval(renewing))
  const pairs = await pairsOf(ground, trade)
  await fill(trade, ground, pairs.flat())
  return { ground, trade, pairs, close: life.close }
}

const NEVER = new AbortController().signal

async function pairsOf({ db }: Ground, { catalog }: Trade): Promise<(readonly [number, number])[]> {
  const { rows } = await sql<{ shop: number; sku: number }>`
    select shop.id as shop, sku.id as sku
    from sku join spu on spu.id = sku.spu_id join shop on shop.id = spu.shop_id
    where shop.kind = 'retail' order by sku.id`.execute(db)
  const [first, second] = [...new Set(rows.map(({ shop }) => shop))]
  const isSold = (sku: number) => catalog.skuFacts(sku)?.state === 'on_sale'
  const of = (shop: number | undefined) =>
    rows.flatMap((row) => (row.shop === shop && isSold(row.sku) ? [row.sku] : []))
  const others = of(second)
  return of(first)
    .slice(0, others.length)
    .map((sku, i) => [sku, others[i]!] as const)
}

/** Goods received through the ordinary command: the stock journal of the run stays whole. */
async function fill({ flows, catalog }: Trade, { clock }: Ground, skuIds: readonly number[]): Promise<void> {
  await Promise.all(
    skuIds.map(async (skuId) => {
      const filled = await flows.lanes.adjustStock.submit({
        caller: 'bench',
        key: `fill-${skuId}`,
        requestHash: '',
        now: clock.now(),
        skuId,
        warehouseId: catalog.skuFacts(skuId)!.warehouseId,
        bucket: 'available',
        quantity: PLENTY,
        kind: 'receive',
        reason: 'bench',
        actor: 'staff:bench',
      })
      if (!filled.ok) throw new Error(`stock of ${skuId}: ${filled.rejection.code}`)
    }),
  )
}

/** Every rule of the auditor over all that the run has written. A fast wrong answer counts for nothing. */
export async function auditBreaks({ db, clock }: Ground): Promise<string[]> {
  const found: string[] = []
  for (const check of CHECKS) {
    const breaks = await findBreaks(db, check, { now: clock.now(), touched: null })
    for (const one of breaks) found.push(`${check.code} ${one.subject}`)
  }
  return found
}
