import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let mine: Belongings
let keys = 0
beforeAll(async () => {
  house = await openHouse()
  mine = await furnish(house, 'our_way', 50_000)
})
afterAll(() => house.close())

const ask = async (token: string, method: 'GET' | 'POST', url: string, payload?: object) => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `our-way-test-${++keys}` }
  const answer = await house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const tell = (path: string, body: object = {}) =>
  fetch(`${house.core.simulator.url}/control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** A paid order of this buyer, and a refund of it that its channel meets with a fault. */
async function refunding(maker: string, checker: string, fault: string) {
  const { token } = mine.buyer
  const lines = [{ skuId: mine.shelf.skuId, quantity: 1 }]
  const { hash } = (await ask(token, 'POST', '/v1/quotes', { lines })).body
  const wish = { lines, addressId: Number(mine.ids.address), quoteHash: hash }
  const trade = (await ask(token, 'POST', '/v1/trades', wish)).body
  const way = { channel: 'wechat', method: 'native' }
  const attempt = (await ask(token, 'POST', `/v1/trades/${trade.no}/attempts`, way)).body
  expect((await tell(`/orders/${attempt.no}/pay`)).ok).toBe(true)
  expect((await ask(token, 'POST', `/v1/attempts/${attempt.no}/check`, {})).body.state).toBe('succeeded')
  await tell('/faults', { fault, order: attempt.no, remaining: 1 })
  const order = trade.orders[0].no as string
  const asked = await ask(maker, 'POST', `/v1/orders/${order}/refunds`, { reason: '质量问题' })
  const { no, amount } = asked.body as { no: string; amount: number }
  const { state } = (await ask(checker, 'POST', `/v1/refunds/${no}/approve`, {})).body
  return { no, amount, order, state: state as string }
}

/** Its time to be asked about has come. */
async function later(no: string) {
  await sql`update refund set next_at = next_at - interval '1 hour' where refund_no = ${no}`.execute(
    house.database.db,
  )
  await house.core.flows.sweeps.sendRefunds()
}

/** A paid order of this buyer whose refund its channel has refused for good, and does not know when asked again. */
async function refused(maker: string, checker: string) {
  const { state, ...of } = await refunding(maker, checker, 'refund_refused')
  expect(state).toBe('failed')
  const early = { way: 'wallet', reason: '超过期限' }
  expect(await ask(maker, 'POST', `/v1/refunds/${of.no}/redirect`, early)).toMatchObject({
    status: 409,
    body: { code: 'refund_in_doubt', retry: 'later' },
  })
  await later(of.no)
  return of
}

it('[N15] what its channel refuses for good goes into the wallet: two people, and the buyer reads where', async () => {
  const [service, finance] = await Promise.all([house.staff('service'), house.staff('senior_finance')])
  const { no, amount, order } = await refused(service.token, finance.token)
  expect((await ask(service.token, 'GET', `/v1/refunds/${no}/ways`)).body).toEqual({
    ways: ['wallet', 'hand'],
    banks: [],
  })
  const url = `/v1/refunds/${no}/redirect`
  const wish = { way: 'wallet', reason: '超过期限' }
  for (const token of [mine.owner.token, mine.buyer.token])
    expect((await ask(token, 'POST', url, wish)).status).toBe(403)
  const asked = await ask(service.token, 'POST', url, wish)
  expect(asked).toMatchObject({
    status: 201,
    body: { state: 'redirect_asked', to: 'origin', redirect: { way: 'wallet', paid: null, second: null } },
  })
  expect((await ask(finance.token, 'GET', `/v1/refunds/${no}`)).body.actions).toEqual(['approve', 'reject'])
  expect((await ask(service.token, 'POST', `/v1/refunds/${no}/approve`, {})).status).toBe(403)
  const done = await ask(finance.token, 'POST', `/v1/refunds/${no}/approve`, {})
  expect(done.body).toMatchObject({ state: 'succeeded', to: 'wallet', redirect: { paid: 'wallet' } })
  expect((await ask(mine.buyer.token, 'GET', '/v1/wallet')).body.balance).toBe(amount)
  const seen = (await ask(mine.buyer.token, 'GET', `/v1/refunds/${no}/request`)).body
  expect(seen).toMatchObject({
    state: 'refunded',
    parts: [{ channel: 'wallet', to: 'wallet', redirect: null }],
  })
  expect((await ask(mine.buyer.token, 'GET', `/v1/orders/${order}`)).body.refunds).toMatchObject([
    { to: 'wallet', state: 'succeeded' },
  ])
})

it('[N15] or is transferred by hand, with the number of the transfer, by four eyes twice', async () => {
  const [service, finance, senior] = await Promise.all([
    house.staff('service'),
    house.staff('finance'),
    house.staff('senior_finance'),
  ])
  const { no } = await refused(service.token, senior.token)
  const wish = { way: 'hand', reason: '超过期限，买家要转账' }
  await ask(service.token, 'POST', `/v1/refunds/${no}/redirect`, wish)
  const approved = (await ask(senior.token, 'POST', `/v1/refunds/${no}/approve`, {})).body
  expect(approved).toMatchObject({ state: 'approved', to: 'transfer' })
  expect(approved.actions).toContain('payout')
  expect(approved.actions).toContain('reject')
  expect(approved.actions).not.toContain('stop')
  const queue = await ask(finance.token, 'GET', '/v1/console/work-queue/refunds_to_transfer')
  expect(queue.body.items).toMatchObject([{ no }])
  const said = await ask(finance.token, 'POST', `/v1/refunds/${no}/payouts`, { reference: 'BANK-9' })
  expect(said).toMatchObject({ status: 201, body: { direction: 'out', state: 'waiting' } })
  const back = { reference: 'BANK-10' }
  expect((await ask(finance.token, 'POST', `/v1/refunds/${no}/receipts`, back)).body.code).toBe(
    'illegal_move',
  )
  const entry = `/v1/hand-entries/${said.body.id}/confirm`
  expect((await ask(finance.token, 'POST', entry, {})).status).toBe(403)
  expect((await ask(senior.token, 'POST', entry, {})).body.state).toBe('confirmed')
  await house.core.flows.sweeps.applyEvidence()
  const done = (await ask(senior.token, 'GET', `/v1/refunds/${no}`)).body
  expect(done).toMatchObject({
    state: 'succeeded',
    to: 'transfer',
    redirect: { paid: 'offline' },
    actions: [],
  })
  const part = (await ask(mine.buyer.token, 'GET', `/v1/refunds/${no}/request`)).body.parts[0]
  expect(part).toMatchObject({ channel: 'offline', to: 'transfer' })
  expect(part.channelTitle.zh).toBeTruthy()
  expect(house.defects).toEqual([])
})

it('[N15] what its channel takes neither now nor later is stopped, and goes another way then', async () => {
  const [service, senior] = await Promise.all([house.staff('service'), house.staff('senior_finance')])
  const { no, state } = await refunding(service.token, senior.token, 'refund_not_enough')
  const seen = (await ask(senior.token, 'GET', `/v1/refunds/${no}`)).body
  expect([state, seen.failureCode, seen.actions]).toEqual(['approved', 'NOT_ENOUGH', ['stop']])
  expect((await ask(service.token, 'POST', `/v1/refunds/${no}/stop`, {})).status).toBe(403)
  const stopped = await ask(senior.token, 'POST', `/v1/refunds/${no}/stop`, { reason: '账户已销户' })
  expect(stopped).toMatchObject({ status: 200, body: { state: 'failed', failureCode: 'NOT_ENOUGH' } })
  expect((await ask(senior.token, 'POST', `/v1/refunds/${no}/stop`, {})).body.code).toBe('illegal_move')
  expect((await ask(service.token, 'GET', `/v1/refunds/${no}/ways`)).body.ways).toEqual([])
  await later(no)
  expect((await ask(service.token, 'GET', `/v1/refunds/${no}/ways`)).body.ways).toEqual(['wallet', 'hand'])
  expect(house.defects).toEqual([])
})
