import { ADDRESS, placeRun, quoteHashes } from './place.ts'
import { median } from './statistics.ts'
import type { World } from './world.ts'

export const HOT_BUYERS = 10_000
export const HOT_UNITS = 100

export type HotSale = {
  readonly sold: number
  readonly refused: number
  /** Answers that settle nothing (overloaded, a defect); there must be none. */
  readonly unsettled: number
  /** Until the last buyer knew. */
  readonly lastAnswerMs: number
}

/** Everybody wants one unit of the same SKU at the same moment, and there are few. */
export async function hotSale({ trade, ground }: World, skuId: number, name: string): Promise<HotSale> {
  await leave(trade, ground, skuId, HOT_UNITS, name)
  const { flows } = trade
  const quoteHash = quoteHashes(trade)([skuId])
  const counts = { sold: 0, refused: 0, unsettled: 0 }
  const began = performance.now()
  await Promise.all(
    Array.from({ length: HOT_BUYERS }, async (_, i) => {
      const placed = await flows
        .place({
          caller: `buyer:hot-${i}`,
          key: `${name}-${i}`,
          requestHash: '',
          buyerId: `hot-${i}`,
          lines: [{ skuId, quantity: 1 }],
          quoteHash,
          address: ADDRESS,
          invoice: null,
          remarks: {},
          channel: 'web',
        })
        .catch(() => undefined)
      if (placed?.ok) counts.sold += 1
      else if (placed?.rejection.code === 'out_of_stock') counts.refused += 1
      else counts.unsettled += 1
    }),
  )
  return { ...counts, lastAnswerMs: performance.now() - began }
}

/** Orders per second when every one takes the same two SKUs, beside many SKUs; the medians of the runs. */
export async function hotAgainstSpread(
  world: World,
  count: number,
  runs: number,
): Promise<{ hot: number; spread: number }> {
  const rates = { hot: [] as number[], spread: [] as number[] }
  const pair = world.pairs.at(-1)!
  // In turn, so that a slow minute of the machine hits both.
  for (let run = 0; run < runs; run++) {
    rates.spread.push(await placeRun(world, count, `spread-${run}`))
    rates.hot.push(await placeRun(world, count, `hot-${run}`, () => pair))
  }
  return { hot: median(rates.hot), spread: median(rates.spread) }
}

/** Takes stock away, by the ordinary command, until `units` are left. */
async function leave(
  { flows, catalog }: World['trade'],
  { pool, clock }: World['ground'],
  skuId: number,
  units: number,
  name: string,
): Promise<void> {
  const { rows } = await pool.query<{ available: number }>('select available from stock where sku_id = $1', [
    skuId,
  ])
  const outcome = await flows.lanes.adjustStock.submit({
    caller: 'bench',
    key: `leave-${name}`,
    requestHash: '',
    now: clock.now(),
    skuId,
    warehouseId: catalog.skuFacts(skuId)!.warehouseId,
    bucket: 'available',
    quantity: units - rows[0]!.available,
    kind: 'adjust',
    reason: 'bench',
    actor: 'staff:bench',
  })
  if (!outcome.ok) throw new Error(`stock of ${skuId}: ${outcome.rejection.code}`)
}
