import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POISON, spoiltOf } from './arbitrary.ts'
import { openHouse, type TestHouse } from './house.ts'
import { nameOf, type Operation, operationsOf, send } from './operations.ts'
import { type Belongings, furnish, paramsOf } from './world.ts'

let house: TestHouse
let world: Belongings
let operations: Operation[]
let tokens: Record<'buyer' | 'staff' | 'key', string[]>

beforeAll(async () => {
  house = await openHouse()
  world = await furnish(house, 'fuzzed')
  operations = await operationsOf(house)
  const admin = await house.staff('admin')
  const senior = await house.staff('senior_finance')
  const product = await house.staff('product')
  tokens = {
    buyer: [world.buyer.token],
    staff: [world.owner.token, admin.token, senior.token, product.token],
    key: [world.serverKey],
  }
})
afterAll(() => house.close())

/** Real ids among spoilt ones, so that what lies behind the first check is reached too. */
const paramsFor = ({ path, params }: Operation): fc.Arbitrary<Record<string, string>> => {
  const known = paramsOf(path, world) ?? {}
  const spoilt = POISON.map(
    (poison) => encodeURIComponent(String(poison).replaceAll('\ud800', '')).slice(0, 300) || 'x',
  )
  const one = (name: string) =>
    fc.oneof({ weight: 4, arbitrary: fc.constant(known[name] ?? '1') }, { weight: 1, arbitrary: spoilt })
  return fc.record(Object.fromEntries(params.map((name) => [name, one(name)])))
}

/** Mostly somebody whom the route lets in, now and then anybody. */
const tokenFor = ({ access }: Operation): fc.Arbitrary<string | null> => {
  const all = Object.values(tokens).flat()
  const fit = access.callers.flatMap((kind) => (kind === 'guest' ? [] : tokens[kind]))
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...fit) },
    { weight: 1, arbitrary: fc.constantFrom(null, ...all) },
  )
}

/** Some of what is made has no text of its own. */
const asText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

const queryOf = (operation: Operation): fc.Arbitrary<string> => {
  const named = Object.entries(operation.query).map(([name, schema]) =>
    spoiltOf(schema).map((value) => `${name}=${encodeURIComponent(asText(value).replaceAll('\ud800', ''))}`),
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
    const reached = new Set<string>()
    const runs = Number(process.env.FUZZ_RUNS ?? 25)
    for (const operation of operations.filter(isFuzzed)) {
      const input = fc.record({
        body: operation.body
          ? spoiltOf(operation.body)
          : fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }),
        query: queryOf(operation),
        params: paramsFor(operation),
        token: tokenFor(operation),
      })
      await fc.assert(
        fc.asyncProperty(input, async ({ body, query, params, token }) => {
          const answer = await send(house, operation, { params, query, body, token })
          // What is refused by access or shape alone has not come far.
          if (![400, 401, 403, 415].includes(answer.statusCode)) reached.add(nameOf(operation))
          if (answer.statusCode === 500)
            faults.push(`${nameOf(operation)} ${JSON.stringify(params)} ${query} ${JSON.stringify(body)}`)
          return answer.statusCode !== 500 && answer.statusCode !== 502
        }),
        { numRuns: runs, ...(process.env.SEED ? { seed: Number(process.env.SEED) } : {}) },
      )
    }
    expect(faults).toEqual([])
    expect(reached.size).toBeGreaterThan(operations.length * 0.7)
    expect(house.defects).toEqual([])
  }, 120_000)
})
