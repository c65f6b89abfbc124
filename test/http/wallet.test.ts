import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

let house: TestHouse
let shelf: Shelf
let buyer: { id: string; token: string }
let maker: { token: string }
let checker: { token: string }
let keys = 0
beforeAll(async () => {
  house = await openHouse()
  shelf = await fillShelf(house, { code: 'wallet', price: 2_000, pieces: 100 })
  buyer = await house.buyer('钱包', '13800007001')
  maker = await house.staff('senior_finance')
  checker = await house.staff('senior_finance')
})
afterAll(() => house.close())

const ask = (method: 'GET' | 'POST' | 'PUT', url: string, token: string, payload?: object) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `wallet-test-${++keys}` },
    ...(payload ? { payload } : {}),
  })
const wish = (size: number, direction = 'in', kind = 'wallet') => ({
  buyerId: buyer.id,
  kind,
  direction,
  size,
  reason: '补偿',
})
const placed = async () => {
  const place = {
    name: '人',
    phone: '13800000001',
    province: '省',
    city: '市',
    district: '',
    street: '街',
    isDefault: true,
  }
  const address = (await ask('POST', '/v1/addresses', buyer.token, place)).json()
  const lines = [{ skuId: shelf.skuId, quantity: 1 }]
  const { hash } = (await ask('POST', '/v1/quotes', buyer.token, { lines })).json()
  return (
    await ask('POST', '/v1/trades', buyer.token, { lines, addressId: address.id, quoteHash: hash })
  ).json()
}

describe('wallets over the API', () => {
  it('[N18] a wallet is changed by hand by senior finance only, two of them, and every step stands in the audit log', async () => {
    const finance = await house.staff('finance')
    const admin = await house.staff('admin')
    for (const { token } of [finance, admin])
      expect((await ask('POST', '/v1/wallet-adjustments', token, wish(500))).statusCode).toBe(403)
    const made = await ask('POST', '/v1/wallet-adjustments', maker.token, wish(1_500))
    expect(made.json()).toMatchObject({ state: 'requested', amount: 1_500, actions: [] })
    const url = `/v1/wallet-adjustments/${made.json().no}`
    expect((await ask('POST', `${url}/approve`, maker.token, {})).json().code).toBe('same_person')
    expect((await ask('GET', '/v1/wallet', buyer.token)).json().balance).toBe(0)
    expect((await ask('POST', `${url}/approve`, admin.token, {})).statusCode).toBe(403)
    expect((await ask('POST', `${url}/approve`, checker.token, {})).json()).toMatchObject({
      state: 'approved',
    })
    expect((await ask('POST', `${url}/approve`, checker.token, {})).json().code).toBe('illegal_move')
    expect((await ask('GET', '/v1/wallet', buyer.token)).json()).toMatchObject({ balance: 1_500, held: 0 })
    const moves = (await ask('GET', '/v1/wallet/movements', buyer.token)).json().items
    expect(moves).toMatchObject([{ event: 'wallet_adjusted', change: 1_500, balanceAfter: 1_500 }])
    const taken = (await ask('POST', '/v1/wallet-adjustments', maker.token, wish(2_000, 'out'))).json()
    const refused = await ask('POST', `/v1/wallet-adjustments/${taken.no}/approve`, checker.token, {})
    expect(refused.json()).toMatchObject({ code: 'wallet_too_low', detail: { free: 1_500 } })
    const { rows } = await sql<{ operation: string; stage: string; status: number | null }>`
      select operation, stage, status from audit_log where operation like '%wallet-adjustments%'
        and target ->> 'no' = ${made.json().no} and status = 200`.execute(house.database.db)
    expect(rows).toEqual([
      { operation: 'POST /v1/wallet-adjustments/:no/approve', stage: 'ended', status: 200 },
    ])
  })

  it('[N18] how much one change may be is a setting with versions, for money and for points', async () => {
    const change = async (value: { mostMoney: number; mostPoints: number }) => {
      const items = (await ask('GET', '/v1/payment-settings', maker.token)).json().items
      const { version } = items.find(({ name }: { name: string }) => name === 'adjustment')
      const body = { value, version, reason: '限额' }
      return ask('PUT', '/v1/payment-settings/adjustment', maker.token, body)
    }
    const refused = async (size: number, kind?: string) =>
      (await ask('POST', '/v1/wallet-adjustments', maker.token, wish(size, 'in', kind))).json()
    expect(await refused(5_000_001)).toMatchObject({
      code: 'adjustment_too_large',
      detail: { most: 5_000_000 },
    })
    expect((await change({ mostMoney: 2_000, mostPoints: 300 })).json()).toMatchObject({ version: 1 })
    expect(await refused(2_001)).toMatchObject({ code: 'adjustment_too_large', detail: { most: 2_000 } })
    expect(await refused(301, 'points')).toMatchObject({
      code: 'adjustment_too_large',
      detail: { most: 300 },
    })
    expect(await refused(300, 'points')).toMatchObject({ state: 'requested' })
    const wrong = { value: { mostMoney: 1 }, version: 1, reason: '缺一项' }
    expect((await ask('PUT', '/v1/payment-settings/adjustment', maker.token, wrong)).statusCode).toBe(400)
    await change({ mostMoney: 5_000_000, mostPoints: 5_000_000 })
    const url = '/v1/payment-settings/adjustment/versions'
    expect((await ask('GET', url, maker.token)).json().items).toHaveLength(2)
  })

  it('[N18] what all points are worth is set right by two of senior finance only', async () => {
    const finance = await house.staff('finance')
    const body = { reason: '口径变更' }
    expect((await ask('POST', '/v1/points-revaluations', finance.token, body)).statusCode).toBe(403)
    const made = (await ask('POST', '/v1/points-revaluations', maker.token, body)).json()
    expect(made).toMatchObject({ state: 'requested', found: null, actions: [] })
    const url = `/v1/points-revaluations/${made.no}/approve`
    expect((await ask('POST', url, maker.token, {})).json().code).toBe('same_person')
    const seen = (await ask('GET', '/v1/points-revaluations', checker.token)).json()
    expect(seen.items[0]).toMatchObject({ no: made.no, actions: ['approve', 'reject'] })
    const done = (await ask('POST', url, checker.token, {})).json()
    expect(done).toMatchObject({ state: 'approved', found: seen.now })
    expect(done.found.worth).toBe(done.found.booked)
  })

  it('[N7] [N8] the plans are settings with versions; what is open keeps what it was opened with', async () => {
    const read = async () =>
      (await ask('GET', '/v1/payment-settings', maker.token))
        .json()
        .items.find(({ name }: { name: string }) => name === 'plan.retail')
    const before = await read()
    const opened = await placed()
    const native = { channel: 'wechat', method: 'native' }
    expect((await ask('POST', `/v1/trades/${opened.no}/attempts`, buyer.token, native)).statusCode).toBe(201)
    const value = { ...before.value, takesParts: false }
    const change = { value, version: before.version, reason: '只收全款' }
    const clerk = await house.staff('operations')
    expect((await ask('PUT', '/v1/payment-settings/plan.retail', clerk.token, change)).statusCode).toBe(403)
    expect((await ask('PUT', '/v1/payment-settings/points', maker.token, change)).statusCode).toBe(400)
    const changed = await ask('PUT', '/v1/payment-settings/plan.retail', maker.token, change)
    expect(changed.json()).toMatchObject({ version: before.version + 1, value: { takesParts: false } })
    const stale = await ask('PUT', '/v1/payment-settings/plan.retail', checker.token, change)
    expect(stale.json().code).toBe('setting_changed')
    const part = { ...native, amount: 1_000 }
    const fresh = await placed()
    expect((await ask('POST', `/v1/trades/${fresh.no}/attempts`, buyer.token, part)).json().code).toBe(
      'part_not_taken',
    )
    expect((await ask('POST', `/v1/trades/${opened.no}/attempts`, buyer.token, part)).statusCode).toBe(201)
    await ask('PUT', '/v1/payment-settings/plan.retail', maker.token, {
      ...change,
      value: before.value,
      version: before.version + 1,
    })
    expect(
      (await ask('GET', '/v1/payment-settings/plan.retail/versions', maker.token)).json().items,
    ).toHaveLength(2)
  })

  it('[N6] a payer names a part, never a price; he comes back to a page of ours only', async () => {
    const trade = await placed()
    const url = `/v1/trades/${trade.no}/attempts`
    const native = { channel: 'wechat', method: 'native' }
    const tooMuch = await ask('POST', url, buyer.token, { ...native, amount: trade.payableAmount + 1 })
    expect(tooMuch.json()).toMatchObject({ code: 'above_open', detail: { open: trade.payableAmount } })
    expect((await ask('POST', url, buyer.token, { ...native, amount: 0 })).statusCode).toBe(400)
    const away = await ask('POST', url, buyer.token, { ...native, returnUrl: 'https://evil.example/paid' })
    expect(away.json()).toMatchObject({ code: 'invalid_field', param: 'returnUrl' })
    const whole = await ask('POST', url, buyer.token, native)
    expect(whole.json()).toMatchObject({ amount: trade.payableAmount, state: 'ready' })
  })

  it('[N14] the cashier says in one read what is open, how it can be paid, and with what of the wallet', async () => {
    const trade = await placed()
    const due = trade.payableAmount
    const page = (await ask('GET', `/v1/trades/${trade.no}/cashier`, buyer.token)).json()
    expect(page).toMatchObject({
      due,
      captured: 0,
      open: due,
      wallet: { balance: 1_500, usable: 1_500 },
    })
    const way = (channel: string) => page.methods.find((one: { channel: string }) => one.channel === channel)
    expect(way('wechat')).toMatchObject({ method: 'native', available: true, reason: null })
    expect(way('wallet')).toMatchObject({ available: false, reason: { code: 'not_enough' } })
    const combined = { channel: 'wechat', method: 'native', walletAmount: 1_500 }
    const attempt = (await ask('POST', `/v1/trades/${trade.no}/attempts`, buyer.token, combined)).json()
    expect(attempt).toMatchObject({ amount: due - 1_500, groupNo: attempt.no })
    const later = (await ask('GET', `/v1/trades/${trade.no}/cashier`, buyer.token)).json()
    expect(later).toMatchObject({ onItsWay: due, wallet: { balance: 0, held: 1_500, usable: 1_500 } })
    expect(later.attempts.map(({ channel }: { channel: string }) => channel).sort()).toEqual([
      'wallet',
      'wechat',
    ])
    const stranger = await house.buyer('别人', '13800007002')
    expect((await ask('GET', `/v1/trades/${trade.no}/cashier`, stranger.token)).statusCode).toBe(404)
  })

  it('[N4] [N3] a payment says its figures and how it stands, also one that the wallet alone has paid', async () => {
    const more = (await ask('POST', '/v1/wallet-adjustments', maker.token, wish(100_000))).json()
    await ask('POST', `/v1/wallet-adjustments/${more.no}/approve`, checker.token, {})
    const trade = await placed()
    const paid = { channel: 'wallet', method: 'balance' }
    const attempt = await ask('POST', `/v1/trades/${trade.no}/attempts`, buyer.token, paid)
    expect(attempt.json()).toMatchObject({ state: 'succeeded', amount: trade.payableAmount })
    const view = (await ask('GET', `/v1/payments/${trade.no}`, maker.token)).json()
    const { figures, standing, captured } = view
    expect(figures.receivable).toBe(figures.total - figures.discount)
    expect(figures).toMatchObject({ receivable: trade.payableAmount, received: captured })
    expect(standing).toEqual({ code: 'paid', title: { zh: '已支付', en: 'Paid' } })
  })
})
