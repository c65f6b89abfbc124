import type { Trade } from '../src/trade.ts'
import { median } from './statistics.ts'
import type { World } from './world.ts'

export const ADDRESS = {
  name: '林晚',
  phone: '13900000001',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  street: '龙井路88号',
}

/** Buyers are many: what they share is stock and shops, not a cart. */
export const BUYERS = 10_000
/** Orders waiting for their answer at any time: a crowd, but not the whole queue. */
const CROWD = 1_000

/** Trades of two lines by the commands themselves, without HTTP: orders per second and CPU of Node per order. */
export async function placeInProcess(
  world: World,
  count: number,
  runs: number,
): Promise<{ perSecond: number; cpuMicros: number }> {
  const rates: number[] = []
  const cpu: number[] = []
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage()
    rates.push(await placeRun(world, count, `place-${run}`))
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / count)
  }
  return { perSecond: median(rates), cpuMicros: median(cpu) }
}

/** The hash of the price that a buyer of these SKUs, one unit each, was shown. */
export function quoteHashes({ flows }: Trade): (skus: readonly number[]) => string {
  const known = new Map<string, string>()
  return (skus) => {
    const name = skus.join()
    let hash = known.get(name)
    if (hash) return hash
    const quoted = flows.quote(skus.map((skuId) => ({ skuId, quantity: 1 })))
    if (!quoted.ok) throw new Error(quoted.rejection.code)
    hash = quoted.value.quote.hash
    known.set(name, hash)
    return hash
  }
}

/** One run; orders per second. */
export async function placeRun(
  { trade, pairs }: World,
  count: number,
  name: string,
  skusOf: (i: number) => readonly number[] = (i) => pairs[i % pairs.length]!,
): Promise<number> {
  const hashOf = quoteHashes(trade)
  let next = 0
  const began = performance.now()
  const buyer = async (): Promise<void> => {
    while (next < count) {
      const i = next++
      const skus = skusOf(i)
      const buyerId = `bench-${i % BUYERS}`
      const placed = await trade.flows.place({
        caller: `buyer:${buyerId}`,
        key: `${name}-${i}`,
        requestHash: String(i),
        buyerId,
        lines: skus.map((skuId) => ({ skuId, quantity: 1 })),
        quoteHash: hashOf(skus),
        address: ADDRESS,
        invoice: null,
        remarks: {},
        channel: 'web',
      })
      if (!placed.ok) throw new Error(`${placed.rejection.code} ${JSON.stringify(placed.rejection.detail)}`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(CROWD, count) }, buyer))
  return (count * 1000) / (performance.now() - began)
}
