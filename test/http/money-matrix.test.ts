import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  isMerchantRole,
  MATRIX,
  PERMISSIONS,
  ROLES,
  type Role,
  WEIGHT,
} from '../../src/modules/account/index.ts'
import { sampleOf } from './arbitrary.ts'
import { openHouse, type TestHouse } from './house.ts'
import { nameOf, type Operation, operationsOf, send } from './operations.ts'
import { type Belongings, furnish, paramsOf } from './world.ts'

/**
 * Money that moves by hand (row W5): the list is read from what the routes declare, so a new one is tried by itself.
 * What a permission weighs stands in `WEIGHT`; a permission without a weight does not compile.
 */
const weightOf = ({ access }: Operation) => (access.permission ? WEIGHT[access.permission] : null)
const isWrite = ({ method, access }: Operation): boolean =>
  method !== 'GET' && access.callers.some((kind) => kind === 'staff' || kind === 'key')

/** Rooms whose writes move no money by hand, and why. Whoever writes elsewhere weighs his permission `request` or `check`. */
const HARMLESS: Readonly<Record<string, string>> = {
  '/v1/session': 'signing in',
  '/v1/quotes': 'asks what it costs',
  '/v1/trades': 'a customer orders; the payer pays at the channel himself',
  '/v1/attempts/{no}/check': 'asks the channel what has happened',
  '/v1/combined-orders': 'the payer pays at the channel himself; a check asks what has happened',
  '/v1/orders/{no}/cancel': 'only what nobody paid; what was paid goes back by rule',
  '/v1/orders/{no}/confirm': 'the shop takes the order',
  '/v1/orders/{no}/complete': 'the order is done',
  '/v1/orders/{no}/decline': 'the shop cannot serve it; its money goes back by rule',
  '/v1/disputes/{no}/respond': 'tells the bank what speaks for us',
  '/v1/duplicates': 'looks for what was paid twice; moves nothing',
  '/v1/orders/{no}/withdraw': 'what was never paid in full ends; what came in of it goes back by rule',
  '/v1/evidence/{id}/seen': 'somebody looked into it',
  '/v1/stock': 'pieces, not money',
  '/v1/console/products': 'goods; an order keeps the price it was placed at',
  '/v1/console/shops': 'who sells; an order keeps the terms it was placed at',
  '/v1/console/categories': 'where products hang',
  '/v1/webhook-': 'letters about what happened',
  '/v1/events': 'letters about what happened',
  '/v1/inbox': 'letters to people',
  '/v1/contact': 'where people are reached',
  '/v1/push': 'letters to people',
  '/v1/retention': 'how long records are kept',
  '/v1/audit': 'checks what was written',
  '/v1/channels': 'proven by the channel’s signature',
}

let house: TestHouse
let operations: Operation[] = []
let own: Belongings
const tokens = new Map<Role, string>()
const money = (weight: 'request' | 'check'): Operation[] =>
  operations.filter((one) => isWrite(one) && weightOf(one) === weight)

beforeAll(async () => {
  house = await openHouse()
  operations = await operationsOf(house)
  own = await furnish(house, 'matrix')
  for (const role of ROLES) {
    const { token } = await house.staff(role, isMerchantRole(role) ? own.shelf.shopId : null)
    tokens.set(role, token)
  }
})
afterAll(() => house.close())

describe('[W5] money by hand: every role at every route that declares it', () => {
  it('a write that weighs nothing stands in a room that moves no money', () => {
    const stray = operations
      .filter((one) => isWrite(one) && !['request', 'check', 'rule'].includes(weightOf(one) ?? ''))
      .filter(({ path }) => !Object.keys(HARMLESS).some((room) => path.startsWith(room)))
    expect(stray.map(nameOf)).toEqual([])
  })

  it('there are routes of both kinds', () => {
    expect(money('request').length).toBeGreaterThanOrEqual(2)
    expect(money('check').length).toBeGreaterThanOrEqual(3)
  })

  it.each(ROLES)('%s may exactly what the matrix gives him', async (role) => {
    const wrong: string[] = []
    for (const operation of [...money('request'), ...money('check')]) {
      const { permission, ownership } = operation.access
      const given =
        MATRIX[role].may.includes(permission!) && !(ownership === 'platform' && isMerchantRole(role))
      const params = paramsOf(operation.path, own)
      const answer = await send(house, operation, {
        token: tokens.get(role)!,
        ...(params ? { params } : {}),
        ...(operation.body ? { body: sampleOf(operation.body) } : {}),
      })
      const isLetIn = !(answer.statusCode === 403 && answer.json().code === 'not_allowed')
      if (isLetIn !== given) wrong.push(`${nameOf(operation)}: ${answer.statusCode} ${answer.body}`)
    }
    expect(wrong).toEqual([])
  })

  it('nobody decides about money but a person of the platform: no key, no merchant, no buyer, no guest', async () => {
    const others = [own.serverKey, own.buyer.token, null]
    for (const operation of money('check')) {
      expect(operation.access, nameOf(operation)).toMatchObject({ callers: ['staff'], ownership: 'platform' })
      for (const token of others) {
        const params = paramsOf(operation.path, own)
        const answer = await send(house, operation, { token, ...(params ? { params } : {}), body: {} })
        expect([401, 403], `${nameOf(operation)} ${answer.body}`).toContain(answer.statusCode)
      }
    }
  })

  it('no key is ever given what decides or rules, whoever makes it', async () => {
    const heavy = PERMISSIONS.filter((one) => WEIGHT[one] === 'check' || WEIGHT[one] === 'rule')
    for (const role of ROLES.filter((one) => MATRIX[one].may.includes('key.write'))) {
      for (const scope of heavy) {
        const answer = await house.app.inject({
          method: 'POST',
          url: '/v1/keys',
          payload: { name: 'too much', scopes: [scope] },
          headers: { authorization: `Bearer ${tokens.get(role)!}` },
        })
        expect([answer.statusCode, answer.json().code], `${role} ${scope}`).toEqual([403, 'scope_not_yours'])
      }
    }
  })

  it('who gives keys and roles decides nothing about money', () => {
    const both = ROLES.filter((role) => {
      const weights = new Set(MATRIX[role].may.map((one) => WEIGHT[one]))
      return (
        weights.has('check') &&
        (MATRIX[role].may.includes('key.write') || MATRIX[role].may.includes('staff.write'))
      )
    })
    expect(both).toEqual([])
  })

  it('who only reads and who runs a shop decide nothing', () => {
    const deciders = ROLES.filter((role) => MATRIX[role].may.some((one) => WEIGHT[one] === 'check'))
    expect(deciders).toEqual(['finance', 'senior_finance'])
  })
})

describe('[W5] two people, within their limits', () => {
  const act = (url: string, token: string, payload: object = {}) =>
    house.app.inject({
      method: 'POST',
      url,
      payload,
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': `matrix-${url}-${token.slice(-12)}`.slice(0, 64),
      },
    })
  /** One of two pieces gives back its price and half of the freight of 5 yuan: so much together. */
  const bought = (code: string, amount: number): Promise<Belongings> => furnish(house, code, amount - 250)

  it.each(['approve', 'reject'] as const)('who asked may not %s', async (action) => {
    const sold = await bought(`self-${action}`, 2_000)
    const maker = tokens.get('senior_finance')!
    const asked = await act(`/v1/orders/${sold.ids.order}/refunds`, maker, {
      reason: 'the other one',
      lines: [{ lineNo: 1, quantity: 1 }],
    })
    expect(asked.statusCode, asked.body).toBe(201)
    const alone = await act(`/v1/refunds/${asked.json().no}/${action}`, maker)
    expect([alone.statusCode, alone.json().code]).toEqual([403, 'same_person'])
    const second = await act(`/v1/refunds/${asked.json().no}/${action}`, tokens.get('finance')!)
    expect(second.statusCode, second.body).toBe(200)
  })

  it.each([
    ['finance', 500_000, 200],
    ['finance', 500_001, 403],
    ['senior_finance', 500_001, 200],
  ] as const)('%s approves %d fen: %i', async (role, amount, status) => {
    const sold = await bought(`limit-${role}-${amount}`, amount)
    const answer = await act(`/v1/refunds/${sold.ids.refund}/approve`, tokens.get(role)!)
    expect(answer.statusCode, answer.body).toBe(status)
    if (status === 403) expect(answer.json().code).toBe('over_your_limit')
  })

  it.each([
    ['service', 200_000, 201],
    ['service', 200_001, 403],
    ['clerk', 50_000, 201],
    ['clerk', 50_001, 403],
  ] as const)('%s asks for %d fen: %i', async (role, amount, status) => {
    const sold = await bought(`ask-${role}-${amount}`, amount)
    const token = isMerchantRole(role)
      ? (await house.staff(role, sold.shelf.shopId)).token
      : tokens.get(role)!
    const answer = await act(`/v1/orders/${sold.ids.order}/refunds`, token, {
      reason: 'the other one',
      lines: [{ lineNo: 1, quantity: 1 }],
    })
    expect(answer.statusCode, answer.body).toBe(status)
    if (status === 403) expect(answer.json().code).toBe('over_your_limit')
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
