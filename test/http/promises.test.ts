import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let shop: Belongings
let other: Belongings
let finance: { token: string }
let senior: { token: string }

beforeAll(async () => {
  house = await openHouse()
  shop = await furnish(house, 'promise', 50_000)
  other = await furnish(house, 'other')
  finance = await house.staff('finance')
  senior = await house.staff('senior_finance')
})
afterAll(() => house.close())

let keys = 0
const ask = async (token: string, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `promise-test-${++keys}` }
  const answer = await house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}

/** A trade of the shop, not paid yet. */
const bought = async (quantity: number): Promise<{ no: string; order: string }> => {
  const { token } = shop.buyer
  const lines = [{ skuId: shop.shelf.skuId, quantity }]
  const { hash } = (await ask(token, 'POST', '/v1/quotes', { lines })).body
  const wish = { lines, addressId: Number(shop.ids.address), quoteHash: hash }
  const { body } = await ask(token, 'POST', '/v1/trades', wish)
  return { no: body.no, order: body.orders[0].no }
}

describe('cash on delivery over the API', () => {
  it('[N14] is promised by the buyer, counted by the shop, confirmed by finance', async () => {
    const { no, order } = await bought(2)
    const begun = await ask(shop.buyer.token, 'POST', `/v1/trades/${no}/attempts`, {
      channel: 'cod',
      method: 'on_delivery',
    })
    expect(begun).toMatchObject({ status: 201, body: { state: 'authorized', amount: begun.body.amount } })
    const seen = (await ask(shop.owner.token, 'GET', `/v1/orders/${order}`)).body
    expect(seen.paymentState).toBe('unpaid')
    expect(seen.actions).toContain('withdraw')
    expect(seen.actions).not.toContain('complete')
    const url = `/v1/attempts/${begun.body.no}`
    const receipt = { amount: begun.body.amount, reference: 'courier 7' }
    expect((await ask(other.owner.token, 'POST', `${url}/receipts`, receipt)).status, 'another shop').toBe(
      404,
    )
    expect((await ask(shop.buyer.token, 'POST', `${url}/receipts`, receipt)).status, 'the buyer').toBe(403)
    const said = await ask(shop.owner.token, 'POST', `${url}/receipts`, receipt)
    expect(said).toMatchObject({ status: 201, body: { state: 'waiting', direction: 'in', actions: [] } })
    expect((await ask(shop.owner.token, 'POST', `/v1/hand-entries/${said.body.id}/confirm`, {})).status).toBe(
      403,
    )
    const listed = (await ask(finance.token, 'GET', '/v1/hand-entries?state=waiting')).body.items
    expect(listed).toMatchObject([{ id: said.body.id, actions: ['confirm', 'reject'] }])
    const done = await ask(finance.token, 'POST', `/v1/hand-entries/${said.body.id}/confirm`, {})
    expect(done).toMatchObject({ status: 200, body: { state: 'confirmed' } })
    expect((await ask(shop.buyer.token, 'GET', `/v1/trades/${no}`)).body.state).toBe('paid')
    expect((await ask(finance.token, 'POST', `/v1/hand-entries/${said.body.id}/reject`, {})).status).toBe(404)
  })

  it('[N14] over two shops each sees and collects what is its own', async () => {
    const { token } = shop.buyer
    const lines = [shop, other].map(({ shelf }) => ({ skuId: shelf.skuId, quantity: 1 }))
    const { hash } = (await ask(token, 'POST', '/v1/quotes', { lines })).body
    const wish = { lines, addressId: Number(shop.ids.address), quoteHash: hash }
    const trade = (await ask(token, 'POST', '/v1/trades', wish)).body
    const cash = { channel: 'cod', method: 'on_delivery' }
    expect((await ask(token, 'POST', `/v1/trades/${trade.no}/attempts`, cash)).status).toBe(201)
    const [own, others] = await Promise.all(
      [shop, other].map(async ({ owner }) => {
        const seen = await Promise.all(
          trade.orders.map(({ no }: { no: string }) => ask(owner.token, 'GET', `/v1/orders/${no}`)),
        )
        return seen.filter(({ status }) => status === 200).map(({ body }) => body)
      }),
    )
    expect([own!.length, others!.length]).toEqual([1, 1])
    const { attemptNo, amount } = own![0].toCollect
    expect(amount).toBe(own![0].payableAmount)
    expect(others![0].toCollect.attemptNo).not.toBe(attemptNo)
    const receipt = { amount, reference: 'courier 9' }
    const url = `/v1/attempts/${attemptNo}`
    expect((await ask(other.owner.token, 'POST', `${url}/receipts`, receipt)).status, 'not its own').toBe(404)
    const said = await ask(shop.owner.token, 'POST', `${url}/receipts`, receipt)
    expect(said.status).toBe(201)
    await ask(finance.token, 'POST', `/v1/hand-entries/${said.body.id}/confirm`, {})
    const refused = `/v1/orders/${others![0].no}/withdraw`
    expect((await ask(shop.owner.token, 'POST', refused, { reason: 'x' })).status).toBe(404)
    expect((await ask(other.owner.token, 'POST', refused, { reason: 'refused' })).status).toBe(200)
    const after = (await ask(token, 'GET', `/v1/trades/${trade.no}`)).body
    expect(after.state).toBe('paid')
    const now = (await ask(shop.owner.token, 'GET', `/v1/orders/${own![0].no}`)).body
    expect(now).toMatchObject({ paymentState: 'paid', toCollect: null })
  })

  it('[N14] nobody confirms what he said himself, or more than his limit', async () => {
    const { no } = await bought(1)
    const begun = await ask(shop.buyer.token, 'POST', `/v1/trades/${no}/attempts`, {
      channel: 'offline',
      method: 'transfer',
    })
    expect(begun.body.presentation).toMatchObject({ kind: 'transfer', reference: begun.body.no })
    const url = `/v1/attempts/${begun.body.no}/receipts`
    const receipt = { amount: begun.body.amount, reference: 'bank 1' }
    expect(
      (await ask(shop.owner.token, 'POST', url, receipt)).status,
      'the bank account is the platform’s',
    ).toBe(403)
    const said = await ask(finance.token, 'POST', url, receipt)
    expect(said.status).toBe(201)
    const confirm = `/v1/hand-entries/${said.body.id}/confirm`
    expect((await ask(finance.token, 'POST', confirm, {})).body.code).toBe('same_person')
    expect((await ask(senior.token, 'POST', confirm, {})).body.state).toBe('confirmed')
    expect((await ask(shop.buyer.token, 'GET', `/v1/trades/${no}`)).body.state).toBe('paid')
  })

  it('[N14] what comes back is withdrawn by the shop', async () => {
    const { no, order } = await bought(1)
    await ask(shop.buyer.token, 'POST', `/v1/trades/${no}/attempts`, {
      channel: 'cod',
      method: 'on_delivery',
    })
    expect((await ask(shop.buyer.token, 'POST', `/v1/orders/${order}/withdraw`, {})).status).toBe(403)
    const back = await ask(shop.owner.token, 'POST', `/v1/orders/${order}/withdraw`, {
      reason: 'nobody at home',
    })
    expect(back).toMatchObject({ status: 200, body: { state: 'cancelled', paymentState: 'unpaid' } })
    expect((await ask(shop.buyer.token, 'GET', `/v1/trades/${no}`)).body.state).toBe('closed')
  })
})

describe('schedules over the API', () => {
  it('[N16] the buyer sees the plans, chooses one, and sees each part', async () => {
    const { no } = await bought(2)
    const { token } = shop.buyer
    const before = (await ask(token, 'GET', `/v1/trades/${no}/schedule`)).body
    expect(before).toMatchObject({ plan: null, parts: [], plans: [{ plan: 'parts3', keepsDeposit: false }] })
    expect((await ask(other.buyer.token, 'GET', `/v1/trades/${no}/schedule`)).status).toBe(404)
    expect((await ask(other.buyer.token, 'POST', `/v1/trades/${no}/plan`, { plan: 'parts3' })).status).toBe(
      404,
    )
    expect((await ask(token, 'POST', `/v1/trades/${no}/plan`, { plan: 'parts9' })).body.code).toBe(
      'not_offered',
    )
    const chosen = await ask(token, 'POST', `/v1/trades/${no}/plan`, { plan: 'parts3' })
    expect(chosen.status).toBe(201)
    const { parts, next, due } = chosen.body
    expect(parts).toHaveLength(3)
    expect(parts.reduce((sum: number, part: { amount: number }) => sum + part.amount, 0)).toBe(due)
    expect(next.amount).toBe(parts[0].amount)
    const cashier = (await ask(token, 'GET', `/v1/trades/${no}/cashier`)).body
    expect(cashier.schedule).toMatchObject({ plan: 'parts3', next: { amount: parts[0].amount } })
    const attempt = await ask(token, 'POST', `/v1/trades/${no}/attempts`, {
      channel: 'wechat',
      method: 'native',
    })
    expect(attempt.body.amount).toBe(parts[0].amount)
  })

  it('[N12] a shop asks for a supplement of what is booked and paid, and no other shop does', async () => {
    const body = { amount: 300, title: '加床', reason: 'extra bed' }
    const url = `/v1/orders/${shop.ids.order}/supplements`
    expect((await ask(other.owner.token, 'POST', url, body)).status).toBe(404)
    expect((await ask(shop.buyer.token, 'POST', url, body)).status).toBe(403)
    await ask(shop.owner.token, 'POST', `/v1/orders/${shop.ids.order}/confirm`, {})
    const asked = await ask(shop.owner.token, 'POST', url, body)
    expect(asked).toMatchObject({
      status: 201,
      body: { parts: [{ kind: 'supplement', amount: 300, paid: 0 }] },
    })
    const order = (await ask(shop.buyer.token, 'GET', `/v1/orders/${shop.ids.order}`)).body
    expect(order).toMatchObject({ state: 'booked', paymentState: 'partly_paid' })
    expect(order.actions).toContain('pay')
    expect(order.lines.at(-1)).toMatchObject({ title: '加床', payable: 300 })
    const staff = (await ask(finance.token, 'GET', `/v1/orders/${shop.ids.order}`)).body
    expect(staff.actions, 'what was paid can be asked back meanwhile').toContain('refund')
    const waive = { amount: 100, reason: 'half a bed' }
    expect((await ask(other.owner.token, 'POST', `${url}/waive`, waive)).status).toBe(404)
    expect((await ask(shop.buyer.token, 'POST', `${url}/waive`, waive)).status).toBe(403)
    const less = await ask(shop.owner.token, 'POST', `${url}/waive`, waive)
    expect(less).toMatchObject({ status: 200, body: { parts: [{ kind: 'supplement', amount: 200 }] } })
    const none = await ask(shop.owner.token, 'POST', `${url}/waive`, { reason: 'no bed' })
    expect(none).toMatchObject({ status: 200, body: { next: null } })
    const paid = (await ask(shop.buyer.token, 'GET', `/v1/orders/${shop.ids.order}`)).body
    expect(paid).toMatchObject({ paymentState: 'paid' })
    expect(paid.lines.at(-1)).toMatchObject({ payable: 0 })
    expect((await ask(shop.owner.token, 'POST', `${url}/waive`, { reason: 'x' })).body.code).toBe(
      'illegal_move',
    )
  })

  it('[N12] held money is the holder’s: a channel that holds nothing is not asked, a stranger learns nothing', async () => {
    const { no } = await bought(1)
    const native = { channel: 'wechat', method: 'native', capture: 'manual' }
    expect((await ask(shop.buyer.token, 'POST', `/v1/trades/${no}/attempts`, native)).body.code).toBe(
      'unknown_channel',
    )
    const url = `/v1/attempts/${shop.ids.attempt}/capture`
    expect((await ask(other.owner.token, 'POST', url, {})).status).toBe(404)
    expect((await ask(shop.owner.token, 'POST', url, {})).body.code).toBe('illegal_move')
    const part = { amount: 100, keepsRest: true }
    expect((await ask(shop.owner.token, 'POST', url, part)).body.code, 'not at this channel').toBe(
      'not_offered',
    )
    expect((await ask(shop.owner.token, 'POST', `/v1/attempts/${shop.ids.attempt}/void`, {})).body.code).toBe(
      'illegal_move',
    )
  })
})

describe('the terms of a kind of business', () => {
  const url = '/v1/payment-settings/terms.retail'
  type Retail = {
    version: number
    value: { plans: { name: string; from: number; parts: { bps: number; afterDays: number }[] }[] }
  }
  const read = async (): Promise<Retail> =>
    (await ask(senior.token, 'GET', '/v1/payment-settings')).body.items.find(
      ({ name }: { name: string }) => name === 'terms.retail',
    )
  const put = (token: string, { value, version }: Retail, reason = '换季') =>
    ask(token, 'PUT', url, { value, version, reason })
  const withParts = ({ version, value }: Retail, parts: [number, number][]): Retail => ({
    version,
    value: {
      ...value,
      plans: value.plans.map((plan) => ({
        ...plan,
        from: 1,
        parts: parts.map(([bps, afterDays]) => ({ bps, afterDays })),
      })),
    },
  })

  it('[N16] are changed with a version and a reason, kept, audited; what was placed keeps what it had', async () => {
    const old = await bought(2)
    await new Promise((passed) => setTimeout(passed, 5))
    const before = await read()
    expect(before).toMatchObject({ version: 0, value: { capturesOn: 'confirm', aloneUpTo: 50_000 } })
    const halves = withParts(before, [
      [5_000, 0],
      [5_000, 10],
    ])
    expect((await put(finance.token, halves)).status, 'without the permission').toBe(403)
    expect((await put(shop.owner.token, halves)).status, 'a shop').toBe(403)
    expect(await put(senior.token, halves)).toMatchObject({ status: 200, body: { version: 1 } })
    expect((await put(senior.token, halves)).body.code).toBe('setting_changed')
    const history = (await ask(senior.token, 'GET', `${url}/versions`)).body.items
    expect(history).toMatchObject([{ version: 1, reason: '换季', value: { plans: [{ from: 1 }] } }])
    const { rows } = await sql`select status from audit_log where target ->> 'name' = 'terms.retail'
      and stage = 'ended' and status = 200`.execute(house.database.db)
    expect(rows).toHaveLength(1)
    const fresh = await bought(1)
    const partsOf = async (no: string): Promise<number[]> =>
      (await ask(shop.buyer.token, 'GET', `/v1/trades/${no}/cashier`)).body.schedule.plans[0].parts.map(
        ({ afterDays }: { afterDays: number }) => afterDays,
      )
    expect(await partsOf(fresh.no)).toEqual([0, 10])
    expect(await partsOf(old.no), 'as it was placed').toEqual([0, 30, 60])
    const chosen = await ask(shop.buyer.token, 'POST', `/v1/trades/${old.no}/plan`, { plan: 'parts3' })
    expect(chosen.body.parts).toHaveLength(3)
  })

  it.each([
    [
      'parts that do not make the whole',
      [
        [5_000, 0],
        [4_999, 10],
      ],
      'plan_not_whole',
    ],
    [
      'a first part later',
      [
        [5_000, 1],
        [5_000, 10],
      ],
      'plan_days_out_of_order',
    ],
    ['one part alone', [[5_000, 0]], 'invalid_field'],
    [
      'a part of nothing',
      [
        [10_000, 0],
        [0, 10],
      ],
      'invalid_field',
    ],
  ] as [string, [number, number][], string][])('[N16] %s are refused with a code', async (_, parts, code) => {
    const answer = await put(senior.token, withParts(await read(), parts))
    expect(answer).toMatchObject({ status: 400, body: { code } })
    expect(answer.body.param).toContain('value')
  })

  it('[N16] limits are not negative, and a plan is no terms', async () => {
    const now = await read()
    for (const wrong of [{ onDeliveryUpTo: -1 }, { aloneUpTo: -1 }, { transferWithinHours: 0 }, { plans: 1 }])
      expect(
        (await put(senior.token, { ...now, value: { ...now.value, ...(wrong as object) } })).status,
      ).toBe(400)
    const points = { value: { pointsPerYuan: 100, unit: 1, mostBps: 1 }, version: now.version }
    expect((await put(senior.token, points as unknown as Retail)).body.code).toBe('invalid_field')
    const none = { ...now.value, onDeliveryUpTo: null, transferWithinHours: null, plans: [] }
    expect((await put(senior.token, { ...now, value: none })).status, 'nothing offered').toBe(200)
  })
})
