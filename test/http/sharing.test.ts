import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let mine: Belongings
let keys = 0
beforeAll(async () => {
  house = await openHouse()
  mine = await furnish(house, 'share')
})
afterAll(() => house.close())

const ask = async (method: 'GET' | 'POST', url: string, token: string, payload?: object) => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `sharing-${++keys}` }
  const answer = await house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const part = (amount: number) => ({ type: 'merchant', account: '1900000110', amount, description: '货款' })
const wish = (...amounts: number[]) => ({ receivers: amounts.map(part), isLast: false, reason: '分账' })

it('[P7] staff of the platform share money out, two of them; a merchant and a buyer do not', async () => {
  const maker = await house.staff('senior_finance')
  const checker = await house.staff('senior_finance')
  const url = `/v1/attempts/${mine.ids.attempt}/sharings`
  for (const token of [mine.owner.token, mine.buyer.token])
    expect((await ask('POST', url, token, wish(100))).status).toBe(403)
  const left = (await ask('POST', url, maker.token, wish(1_000_000))).body
  expect(left).toMatchObject({ code: 'sharing_exceeds', detail: { left: expect.any(Number) } })
  expect((await ask('POST', url, maker.token, wish(1, 2))).body).toMatchObject({ code: 'receiver_twice' })
  const made = await ask('POST', url, maker.token, wish(100))
  expect(made).toMatchObject({ status: 201, body: { state: 'requested', amount: 100, actions: [] } })
  const { no } = made.body
  expect((await ask('POST', `/v1/sharings/${no}/approve`, maker.token, {})).body.code).toBe('same_person')
  expect((await ask('GET', `/v1/sharings/${no}`, checker.token)).body.actions).toEqual(['approve', 'reject'])
  const approved = await ask('POST', `/v1/sharings/${no}/approve`, checker.token, {})
  expect(approved).toMatchObject({ status: 200, body: { state: 'approved', version: 2 } })
  expect((await ask('GET', url, checker.token)).body).toMatchObject({ sharings: [{ no }], returns: [] })
  const early = { account: '1900000110', amount: 1, reason: 'x' }
  expect((await ask('POST', `/v1/sharings/${no}/returns`, maker.token, early)).body.code).toBe('illegal_move')
  expect((await ask('POST', `/v1/sharing-returns/${no}/waive`, checker.token, {})).status).toBe(404)
  expect(house.defects).toEqual([])
})
