import { readFileSync } from 'node:fs'
import { closedLoop, type LoadResult, openLoop } from './load.ts'
import type { BenchBuyer } from './people.ts'
import { latencyOf, median } from './statistics.ts'
import type { WireRequest } from './wire.ts'

/** As many as the callers of a busy hour keep open; each has one request under way. */
const CONNECTIONS = 128
/** Runs' worth of orders placed before the first run that counts: until then Node compiles what it has often run. */
const WARM = 4

export type Checkout = {
  readonly port: number
  readonly pid: number
  readonly buyers: readonly BenchBuyer[]
  readonly pairs: readonly (readonly [number, number])[]
  readonly hashOf: (skus: readonly number[]) => string
}

/** The request by which the `i`-th buyer of a run places his trade of two lines. */
export const placing =
  (
    { buyers, pairs, hashOf }: Checkout,
    run: string,
    skusOf = (i: number): readonly number[] => pairs[i % pairs.length]!,
  ) =>
  (i: number): WireRequest => {
    const { token, addressId } = buyers[i % buyers.length]!
    const skus = skusOf(i)
    const lines = skus.map((skuId) => `{"skuId":${skuId},"quantity":1}`).join(',')
    return {
      method: 'POST',
      path: '/v1/trades',
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': `bench-${run}-${i}` },
      body: `{"lines":[${lines}],"addressId":${addressId},"quoteHash":"${hashOf(skus)}"}`,
    }
  }

export type HttpPlace = {
  readonly perSecond: number
  /** CPU of the server process per order, microseconds; PostgreSQL's is its own. */
  readonly cpuMicros: number
  readonly p99AtHalfLoad: number
  /** A route that does nothing, asked by the same generator: what HTTP alone allows. */
  readonly noOpPerSecond: number
}

export async function placeOverHttp(checkout: Checkout, count: number, runs: number): Promise<HttpPlace> {
  const { port, pid } = checkout
  const rates: number[] = []
  const cpu: number[] = []
  const warm = { port, connections: CONNECTIONS, count: count * WARM, request: placing(checkout, 'warm') }
  all(await closedLoop(warm), 201)
  for (let run = 0; run < runs; run++) {
    const before = cpuSeconds(pid)
    const request = placing(checkout, `http-${run}`)
    const result = await closedLoop({ port, connections: CONNECTIONS, count, request })
    all(result, 201)
    cpu.push(((cpuSeconds(pid) - before) * 1e6) / count)
    rates.push(count / result.seconds)
  }
  const perSecond = median(rates)
  const half = await openLoop(
    {
      port,
      connections: CONNECTIONS,
      count: Math.min(count, Math.round(perSecond * 4)),
      request: placing(checkout, 'half'),
    },
    perSecond / 2,
  )
  all(half, 201)
  const idle = await closedLoop({ port, connections: CONNECTIONS, count: count * 2, request: () => NO_OP })
  return {
    perSecond,
    cpuMicros: median(cpu),
    p99AtHalfLoad: latencyOf(half.times).p99,
    noOpPerSecond: (count * 2) / idle.seconds,
  }
}

const NO_OP: WireRequest = { method: 'GET', path: '/livez' }

/** Every answer must be the expected one: a fast refusal is no order. */
export function all({ statuses }: LoadResult, expected: number): void {
  const others = Object.entries(statuses).filter(([status]) => Number(status) !== expected)
  if (others.length > 0) throw new Error(`unexpected answers: ${JSON.stringify(statuses)}`)
}

/** User and system time of a process so far (Linux; elsewhere not known). */
export function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}
