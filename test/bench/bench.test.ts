import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hotSale } from '../../bench/hot.ts'
import { closedLoop, openLoop } from '../../bench/load.ts'
import { placeRun } from '../../bench/place.ts'
import { latencyOf, median } from '../../bench/statistics.ts'
import { auditBreaks, openWorld } from '../../bench/world.ts'
import { testDatabase } from '../support/database.ts'

describe('the load generator', () => {
  const seen: string[] = []
  let stallUntil = 0
  const server = createServer((request, response) => {
    const stall = Math.max(0, stallUntil - performance.now())
    request.resume().on('end', () => {
      seen.push(request.url ?? '')
      const body = Buffer.from('{"a":"ü"}')
      const status = request.url === '/bad' ? 409 : 201
      setTimeout(() => response.writeHead(status, { 'content-length': body.length }).end(body), stall)
    })
  })
  let port = 0
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('[AB11] asks for each order once and counts each answer once, whatever it says', async () => {
    const bodies: string[] = []
    const { statuses } = await closedLoop({
      port,
      connections: 4,
      count: 50,
      request: (i) => ({ method: 'POST', path: i % 10 ? `/o${i}` : '/bad', body: '{"x":1}' }),
      onAnswer: (i, { body }) => {
        bodies[i] = body
      },
    })
    expect(statuses).toEqual({ 201: 45, 409: 5 })
    expect(new Set(seen).size).toBe(46)
    expect(bodies.filter((body) => body === '{"a":"ü"}')).toHaveLength(50)
  })

  it('[AB11] at a fixed rate a stall of the server shows in the times of all who waited through it', async () => {
    const asking = openLoop(
      { port, connections: 8, count: 200, request: () => ({ method: 'GET', path: '/x' }) },
      400,
    )
    await sleep(100)
    stallUntil = performance.now() + 200
    const { times } = await asking
    expect(latencyOf(times).max).toBeGreaterThan(150)
    // A quarter of a second at 400 a second were due meanwhile, not only the eight that were asked.
    expect(times.filter((ms) => ms > 20).length).toBeGreaterThan(40)
  })

  it('the middle of several runs', () => {
    expect(median([3, 1, 900])).toBe(3)
    expect(median([4, 2])).toBe(3)
  })
})

it('[AB11] what the benchmark writes is right: 100 units make exactly 100 orders, and the auditor finds nothing', async () => {
  const database = await testDatabase({ empty: true })
  const world = await openWorld(database.url)
  try {
    expect(await placeRun(world, 400, 'test')).toBeGreaterThan(0)
    const sale = await hotSale(world, world.pairs[0]![0], 'test')
    expect(sale).toMatchObject({ sold: 100, refused: 9_900, unsettled: 0 })
    expect(await auditBreaks(world.ground)).toEqual([])
  } finally {
    await world.close()
    await database.drop()
  }
}, 60_000)
