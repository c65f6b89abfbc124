import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleOf } from './arbitrary.ts'
import { openHouse, type TestHouse } from './house.ts'
import { nameOf, type Operation, operationsOf, send } from './operations.ts'
import { furnish, paramsOf } from './world.ts'

let house: TestHouse
let operations: Operation[]
let paramsFor: (operation: Operation) => Record<string, string>
let tokens: string[]
beforeAll(async () => {
  house = await openHouse()
  operations = await operationsOf(house)
  const world = await furnish(house, 'numbers')
  paramsFor = ({ path }) => paramsOf(path, world) ?? {}
  const staff = await Promise.all(
    (['admin', 'senior_finance', 'product'] as const).map((role) => house.staff(role)),
  )
  tokens = [world.buyer.token, world.owner.token, ...staff.map(({ token }) => token), world.serverKey]
})
afterAll(() => house.close())

/** What JavaScript reads as a number, and nobody writes as an id. */
const ODD = [
  '1e3',
  '1E0',
  '0x10',
  '0b1',
  '+1',
  '-0',
  '%201',
  '1%20',
  '1.0',
  '01',
  '1_0',
  '٣',
  'Infinity',
  '1e999',
]

/** Access is looked at first, so the first caller who is let in decides. */
const answerTo = async (operation: Operation, params: Record<string, string>, query = '') => {
  const body = operation.body ? {} : undefined
  for (const token of tokens) {
    const answer = await send(house, operation, { params, query, body, token })
    const { code, param } = answer.json()
    if (!['not_allowed', 'not_signed_in'].includes(code)) return `${answer.statusCode} ${code} ${param}`
  }
  return 'nobody is let in'
}

it('[AB10] a number in a path is plain digits: whatever else a machine reads as one is refused by its name', async () => {
  const numbered = operations.flatMap((operation) =>
    operation.numbers
      .filter((name) => operation.path.includes(`{${name}}`))
      .map((name) => ({ operation, name })),
  )
  expect(numbered.length).toBeGreaterThan(15)
  for (const { operation, name } of numbered)
    for (const odd of ODD) {
      const params = { ...paramsFor(operation), [name]: encodeURI(decodeURIComponent(odd)) }
      const answer = await answerTo(operation, params)
      expect(`${nameOf(operation)} ${odd}: ${answer}`).toBe(
        `${nameOf(operation)} ${odd}: 400 invalid_field ${name}`,
      )
    }
})

it('[AB10] a number in a query is plain digits too, and a flag is true or false', async () => {
  const asked = operations.flatMap((operation) =>
    Object.entries(operation.query).flatMap(([name, { type }]) =>
      type === 'integer' || type === 'boolean' ? [{ operation, name, type }] : [],
    ),
  )
  expect(asked.length).toBeGreaterThan(15)
  for (const { operation, name, type } of asked)
    for (const odd of type === 'integer' ? ODD : ['1', '0', 'TRUE', 'yes', '']) {
      const rest = operation.asked.map(
        (one) => `&${one}=${encodeURIComponent(String(sampleOf(operation.query[one]!)))}`,
      )
      const query = `?${name}=${encodeURI(decodeURIComponent(odd))}${rest.join('')}`
      const answer = await answerTo(operation, paramsFor(operation), query)
      expect(`${nameOf(operation)} ${name}=${odd}: ${answer}`).toBe(
        `${nameOf(operation)} ${name}=${odd}: 400 invalid_field ${name}`,
      )
    }
})
