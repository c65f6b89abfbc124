import { sql } from 'kysely'
import { openFlows, PUSH_READER } from '../../flows/index.ts'
import { after, DAY, HOUR, virtualClock } from '../../kernel/clock.ts'
import { createBuyer, findPerson } from '../../modules/account/index.ts'
import { openCatalogCache, type SkuFacts } from '../../modules/catalog/index.ts'
import { stocksOf } from '../../modules/inventory/index.ts'
import { openAccountBook } from '../../modules/ledger/index.ts'
import type { Db } from '../../platform/db.ts'
import { openNumbers } from '../../platform/numbers.ts'
import { skipEvents } from '../../platform/outbox.ts'
import { chanceOf } from '../random.ts'
import { crowdOf, type Shopper } from './crowd.ts'
import { planYear, type Ware } from './plan.ts'
import { type Counts, player } from './play.ts'

export type SeedYear = {
  readonly db: Db
  /** The year ends an hour before. */
  readonly now: Date
  readonly seed: number
  /** How many checkouts the year has. */
  readonly trades: number
}

const CROWD = 300
const RESTOCK_DAYS = 30

/**
 * Plays a year of trading into the demo through the real commands, on a clock of its own: orders placed and paid by
 * evidence, left alone and closed, confirmed, completed, refunded, and a few accidents. Only where no trade stands.
 */
export async function seedYear({ db, now, seed, trades }: SeedYear): Promise<Counts | null> {
  const { rows } = await sql`select from trade limit 1`.execute(db)
  if (rows.length > 0) return null
  const until = after(now, -HOUR)
  const since = after(until, -365 * DAY)
  const clock = virtualClock(since)
  const facts = await openCatalogCache(db)
  const skus = await skusOnSale(db, facts.skuFacts)
  const shoppers = crowdOf(seed, CROWD)
  await settle(db, shoppers, since)
  const numbers = await openNumbers(db, clock)
  const flows = openFlows({
    db,
    clock,
    numbers,
    catalog: facts,
    channels: {},
    accounts: openAccountBook(),
    notifyUrl: () => '',
    channelTimeoutMs: 1,
  })
  const plan = planYear({ seed, since, until, trades, shoppers, wares: waresOf(skus, seed) })
  const { playUntil, counts } = player({ db, flows, facts, numbers, clock })
  const opening = await shelves(db, skus)
  let next = 0
  let restocked = since
  for (const end of stretches(since, until, trades)) {
    const from = next
    while (next < plan.length && (plan[next]?.at ?? until) < end) next += 1
    await playUntil(plan.slice(from, next), end)
    if (end < until && end < after(restocked, RESTOCK_DAYS * DAY)) continue
    restocked = end
    await restock(end)
  }
  await numbers.release()
  // Nobody is told today of what happened in a year that is over.
  await skipEvents(db, PUSH_READER, now)
  return counts

  /** Goods come in for what was sold, so that the shelves of today look like those of the opening. */
  async function restock(at: Date): Promise<void> {
    const present = await shelves(db, skus)
    await Promise.all(
      skus.map(({ skuId, warehouseId }) => {
        const missing = (opening.get(skuId) ?? 0) - (present.get(skuId) ?? 0)
        if (missing <= 0) return null
        return flows.lanes.adjustStock.submit({
          caller: 'rule',
          key: `year-${at.toISOString()}-${skuId}`,
          requestHash: '',
          now: at,
          skuId,
          warehouseId,
          bucket: 'available',
          quantity: missing,
          kind: 'receive',
          reason: '补货入库',
          actor: 'staff:demo-staff-operations',
        })
      }),
    )
  }
}

/** The ends of the stretches that are played at once: some sixty trades each, so that commands share commits. */
function stretches(since: Date, until: Date, trades: number): Date[] {
  const days = Math.min(15, Math.max(1, Math.round((365 * 60) / trades)))
  const ends: Date[] = []
  for (let end = after(since, days * DAY); end < until; end = after(end, days * DAY)) ends.push(end)
  return [...ends, until]
}

async function settle(db: Db, shoppers: readonly Shopper[], now: Date): Promise<void> {
  for (const { id, name, phone } of shoppers) {
    if (!(await findPerson(db, id))) await createBuyer(db, { id, name, phone }, now)
  }
}

async function skusOnSale(db: Db, factsOf: (skuId: number) => SkuFacts | undefined): Promise<SkuFacts[]> {
  const { rows } = await sql<{ id: number }>`select id from sku order by id`.execute(db)
  return rows.flatMap(({ id }) => {
    const sku = factsOf(id)
    return sku?.state === 'on_sale' ? [sku] : []
  })
}

/** A few things sell often, most seldom, dear ones less. */
function waresOf(skus: readonly SkuFacts[], seed: number): Ware[] {
  const chance = chanceOf(seed, 'popularity')
  const popularity = new Map<number, number>()
  return skus.map(({ skuId, spuId, shopId, unitPrice }) => {
    const liked = popularity.get(spuId) ?? 1 / (chance.whole(1, 200) + 8) ** 0.7
    popularity.set(spuId, liked)
    return { skuId, shopId, weight: liked * (10_000 / unitPrice) ** 0.35 }
  })
}

const shelves = async (db: Db, skus: readonly SkuFacts[]): Promise<Map<number, number>> =>
  new Map(
    (
      await stocksOf(
        db,
        skus.map(({ skuId }) => skuId),
      )
    ).map(({ skuId, available }) => [skuId, available]),
  )
