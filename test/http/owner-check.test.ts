import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultOfAccess } from '../../src/http/access.ts'
import { sampleOf } from './arbitrary.ts'
import { openHouse, type TestHouse } from './house.ts'
import { nameOf, type Operation, operationsOf, send } from './operations.ts'
import { type Belongings, combineTwo, furnish, paramsOf } from './world.ts'

let house: TestHouse
let mine: Belongings
let theirs: Belongings
let operations: Operation[]

beforeAll(async () => {
  house = await openHouse()
  mine = await combineTwo(house, await furnish(house, 'mine'))
  theirs = await combineTwo(house, await furnish(house, 'theirs'))
  operations = await operationsOf(house)
})
afterAll(() => house.close())

/** Paths whose ids name what anybody may look at, or nothing that belongs to somebody. */
const NOBODYS = [
  /^\/v1\/(products|shops)\/\{id\}$/,
  /^\/v1\/cart\/lines\/\{skuId\}$/,
  /^\/v1\/console\/work-queue\/\{code\}$/,
  /^\/v1\/channels\/\{channel\}\/(notices|return)$/,
  /^\/v1\/demo\/simulator\//,
  /^\/v1\/push\/(switches|leads)\//,
  /^\/v1\/retention\//,
]

const withIds = (): Operation[] =>
  operations.filter(({ path, params }) => params.length > 0 && !NOBODYS.some((one) => one.test(path)))

/** What a schema cannot say and what would be refused before anybody asks whose it is. */
const RIGHT = { version: 1, channel: 'wechat', method: 'native' }

/** A body that could be right, so that only the owner check can refuse. */
const bodyOf = ({ body }: Operation): unknown => {
  const sample = body ? sampleOf(body) : undefined
  if (!sample || typeof sample !== 'object') return sample
  return { ...sample, ...Object.fromEntries(Object.entries(RIGHT).filter(([name]) => name in sample)) }
}

const CALLERS = { buyer: () => mine.buyer.token, staff: () => mine.owner.token, key: () => mine.serverKey }

describe('who may reach what', () => {
  it('[W6] every route with an id in its path refuses the id of somebody else, for each class of caller', async () => {
    expect(
      withIds()
        .filter(({ path }) => !paramsOf(path, theirs))
        .map(nameOf),
    ).toEqual([])
    expect(withIds().length).toBeGreaterThan(30)
    const let_in: string[] = []
    for (const operation of withIds()) {
      const params = paramsOf(operation.path, theirs)!
      for (const [kind, token] of Object.entries(CALLERS)) {
        const answer = await send(house, operation, { params, body: bodyOf(operation), token: token() })
        if (![403, 404].includes(answer.statusCode))
          let_in.push(`${kind} ${nameOf(operation)}: ${answer.statusCode} ${answer.body}`)
      }
    }
    expect(let_in).toEqual([])
  })

  it('[W6] the same reads answer their owner: the refusals above are about whose it is', async () => {
    const refused: string[] = []
    for (const operation of withIds().filter(({ method }) => method === 'GET')) {
      if (operation.access.ownership === 'platform') continue
      for (const kind of operation.access.callers) {
        const token = CALLERS[kind as keyof typeof CALLERS]()
        const answer = await send(house, operation, { params: paramsOf(operation.path, mine)!, token })
        const own = kind === 'buyer' || operation.access.ownership !== 'own'
        const merchantHasNoTrade = kind !== 'buyer' && /trades|attempts|combined-orders/.test(operation.path)
        if (own && !merchantHasNoTrade && answer.statusCode !== 200)
          refused.push(`${kind} ${nameOf(operation)}: ${answer.body}`)
      }
    }
    expect(refused).toEqual([])
  })

  it('[W6] whoever is not signed in is told so, on every route that is not public', async () => {
    const closed = operations.filter(({ access }) => !access.callers.includes('guest'))
    expect(closed.length).toBeGreaterThan(40)
    const answers = await Promise.all(
      closed.map(async (operation) => [
        nameOf(operation),
        (
          await send(house, operation, {
            params: paramsOf(operation.path, mine) ?? {},
            body: bodyOf(operation),
          })
        ).statusCode,
      ]),
    )
    expect(answers.filter(([, status]) => status !== 401)).toEqual([])
  })

  it('[W6] lists show nothing of another shop or buyer', async () => {
    const found: string[] = []
    const ids = [...Object.values(theirs.ids), theirs.buyer.id, theirs.owner.id].filter((id) => id.length > 6)
    for (const operation of operations.filter(
      ({ method, params }) => method === 'GET' && params.length === 0,
    )) {
      for (const [kind, token] of Object.entries(CALLERS)) {
        const { body } = await send(house, operation, { token: token() })
        if (ids.some((id) => body.includes(id))) found.push(`${kind} ${nameOf(operation)}`)
      }
    }
    expect(found).toEqual([])
  })

  it.each([
    ['no declaration', undefined],
    ['nobody', { callers: [], ownership: 'public' }],
    ['a guest where rows have owners', { callers: ['guest'], ownership: 'reach' }],
    ['other sites where rows have owners', { callers: ['buyer'], ownership: 'own', fromElsewhere: true }],
    ['staff without a permission', { callers: ['staff'], ownership: 'reach' }],
    [
      'a buyer on a platform route',
      { callers: ['buyer', 'staff'], permission: 'order.read', ownership: 'platform' },
    ],
  ] as const)('[W6] the server does not start with a route that declares %s', (_what, access) => {
    expect(faultOfAccess(access)).not.toBeNull()
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
