import { sql } from 'kysely'
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

it('[P7] what a receiver owes is claimed by one person and confirmed by another; a shop’s nobody waives', async () => {
  const maker = await house.staff('senior_finance')
  const checker = await house.staff('senior_finance')
  const url = `/v1/attempts/${mine.ids.attempt}/sharings`
  const sharing = (await ask('GET', url, maker.token)).body.sharings[0]
  const owed = async (last: number, account: string) => {
    const no = `${sharing.no.slice(0, 19)}${last}${sharing.no.slice(20)}`
    await sql`
      insert into sharing_return (shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state,
        reason, requested_by, refund_no, requested_at)
      select shard, ${no}, sharing_no, payable_no, attempt_no, ${account}, 100, currency, 'owed', 'refund', 'rule:refund',
        '4', requested_at from sharing where sharing_no = ${sharing.no}`.execute(house.database.db)
    return `/v1/sharing-returns/${no}`
  }
  const one = await owed(Number(sharing.no[19]) === 9 ? 0 : Number(sharing.no[19]) + 1, '1900000110')
  const said = { reference: 'BANK-3' }
  for (const token of [mine.owner.token, mine.buyer.token])
    expect((await ask('POST', `${one}/claim`, token, said)).status).toBe(403)
  const [shown] = (await ask('GET', url, maker.token)).body.returns
  expect(shown).toMatchObject({ state: 'owed', shopId: null, actions: ['waive', 'claim'], claim: null })
  const late = { ...said, occurredAt: '2999-01-01T00:00:00Z' }
  expect((await ask('POST', `${one}/claim`, maker.token, late)).body.code).toBe('invalid_field')
  const claimed = await ask('POST', `${one}/claim`, maker.token, said)
  expect(claimed).toMatchObject({
    status: 200,
    body: { state: 'claimed', claim: { reference: 'BANK-3' }, actions: [] },
  })
  expect((await ask('POST', `${one}/confirm`, maker.token, {})).body.code).toBe('same_person')
  const done = await ask('POST', `${one}/confirm`, checker.token, {})
  expect(done).toMatchObject({ status: 200, body: { state: 'succeeded', actions: [] } })
  await sql`update sharing set receivers = jsonb_set(receivers, '{0,shopId}', '1') where sharing_no = ${sharing.no}`.execute(
    house.database.db,
  )
  const shops = await owed((Number(sharing.no[19]) + 5) % 10, '1900000110')
  expect((await ask('POST', `${shops}/waive`, checker.token, {})).body.code).toBe('owed_by_shop')
  expect(house.defects).toEqual([])
})
