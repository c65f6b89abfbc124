import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POISON, spoiltOf } from './arbitrary.ts'
import { openHouse, type TestHouse } from './house.ts'
import { nameOf, type Operation, operationsOf, send } from './operations.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let world: Belongings
let operations: Operation[]
let tokens: (string | null)[]

beforeAll(async () => {
  house = await openHouse()
  world = await furnish(house, 'fuzzed')
  operations = await operationsOf(house)
  const admin = await house.staff('admin')
  const senior = await house.staff('senior_finance')
  tokens = [world.buyer.token, world.owner.token, world.serverKey, admin.token, senior.token]
})
afterAll(() => house.close())

/** Real ids among spoilt ones, so that what lies behind the first check is reached too. */
const idOf = fc.oneof(
  fc.nat({ max: 20 }).map(String),
  fc.nat().map((at) => {
    const known = [...Object.values(world.ids), String(world.shelf.skuId), String(world.shelf.spuId)]
    return known[at % known.length]!
  }),
  POISON.map((poison) => encodeURIComponent(String(poison).replaceAll('\ud800', '')).slice(0, 300) || 'x'),
)

const queryOf = (operation: Operation): fc.Arbitrary<string> => {
  const named = Object.entries(operation.query).map(([name, schema]) =>
    spoiltOf(schema).map((value) => `${name}=${encodeURIComponent(String(value).replaceAll('\ud800', ''))}`),
  )
  const odd = fc.constantFrom('x=1', '__proto__=1', 'limit=1e9', 'cursor=%00', 'cursor=-1')
  return fc
    .array(fc.oneof(odd, ...named), { maxLength: 3 })
    .map((parts) => (parts.length > 0 ? `?${parts.join('&')}` : ''))
}

/** Signing in hashes passwords on purpose slowly, and its limits would end the run; it has tests of its own. */
const isFuzzed = ({ path }: Operation): boolean =>
  !path.startsWith('/v1/session') && !path.startsWith('/v1/demo')

describe('no input is a defect', () => {
  it('[AB10] whatever is sent to whichever route, by whomever, is answered with something below 500', async () => {
    const faults: string[] = []
    const runs = Number(process.env.FUZZ_RUNS ?? 25)
    for (const operation of operations.filter(isFuzzed)) {
      const input = fc.record({
        body: operation.body
          ? spoiltOf(operation.body)
          : fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
        query: queryOf(operation),
        ids: fc.array(idOf, { minLength: 2, maxLength: 2 }),
        who: fc.nat({ max: tokens.length - 1 }),
      })
      await fc.assert(
        fc.asyncProperty(input, async ({ body, query, ids, who }) => {
          const params = Object.fromEntries(operation.params.map((name, i) => [name, ids[i % ids.length]!]))
          const answer = await send(house, operation, { params, query, body, token: tokens[who] ?? null })
          if (answer.statusCode === 500)
            faults.push(`${nameOf(operation)} ${JSON.stringify(params)} ${query} ${JSON.stringify(body)}`)
          return answer.statusCode !== 500 && answer.statusCode !== 502
        }),
        { numRuns: runs, ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}) },
      )
    }
    expect(faults).toEqual([])
    expect(house.defects).toEqual([])
  }, 120_000)
})
