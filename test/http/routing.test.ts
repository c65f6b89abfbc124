import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'

let house: TestHouse
let admin: string
let keys = 0
beforeAll(async () => {
  house = await openHouse()
  admin = (await house.staff('senior_finance')).token
})
afterAll(() => house.close())

const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  token = admin,
  key?: string,
) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': key ?? `routing-test-${++keys}` },
    ...(payload ? { payload } : {}),
  })

const rule = {
  ...{ priority: 10, title: 'all to WeChat', channel: 'wechat', method: null, currency: 'CNY', scene: null },
  ...{ shopId: null, minAmount: null, maxAmount: 100_000, enabled: true },
  candidates: [{ account: 'wechat', weight: 1 }],
}
const fee = {
  ...{ channel: 'wechat', method: null, currency: 'CNY', bps: 60, fixed: 0, minFee: 0, maxFee: null },
  ...{ isReturned: true, validFrom: '2026-03-01T00:00:00Z' },
}

describe('routing rules and fees over the API', () => {
  it('a rule is added once for a key, changed by who saw it last, and removed', async () => {
    const made = await ask('POST', '/v1/routing/rules', rule, admin, 'one-rule')
    expect(made.statusCode).toBe(201)
    const again = await ask('POST', '/v1/routing/rules', rule, admin, 'one-rule')
    expect(again.json()).toEqual(made.json())
    expect((await ask('GET', '/v1/routing/rules')).json().items).toEqual([made.json()])
    const url = `/v1/routing/rules/${made.json().ruleId}`
    const changed = await ask('PUT', url, { ...rule, enabled: false, version: 1 })
    expect(changed.json()).toMatchObject({ enabled: false, version: 2 })
    expect((await ask('PUT', url, { ...rule, version: 1 })).json()).toMatchObject({ code: 'rule_changed' })
    expect((await ask('DELETE', url)).statusCode).toBe(200)
    expect((await ask('GET', '/v1/routing/rules')).json().items).toEqual([])
  })

  it('accounts that there are not, broken ranges and strangers are refused, and nothing changes', async () => {
    const foreign = { ...rule, candidates: [{ account: 'nowhere', weight: 1 }] }
    expect((await ask('POST', '/v1/routing/rules', foreign)).json()).toMatchObject({
      code: 'account_unknown',
      param: 'candidates/0/account',
    })
    for (const [wrong, code, param] of [
      [{ channel: 'alipay' }, 'account_unknown', 'channel'],
      [{ method: 'card' }, 'account_unfit', 'candidates/0/account'],
      [{ shopId: 999_999 }, 'shop_not_found', 'shopId'],
    ] as const) {
      const refused = await ask('POST', '/v1/routing/rules', { ...rule, ...wrong })
      expect(refused.json()).toMatchObject({ code, param })
    }
    const elsewhere = await ask('POST', '/v1/routing/fees', { ...fee, method: 'card' })
    expect(elsewhere.json()).toMatchObject({ code: 'account_unfit', param: 'method' })
    const upside = { ...rule, minAmount: 2, maxAmount: 1 }
    expect((await ask('POST', '/v1/routing/rules', upside)).json()).toMatchObject({
      code: 'range_upside_down',
      param: 'maxAmount',
    })
    for (const url of ['/v1/routing/rules/1', '/v1/payment-settings/points']) {
      const far = await ask('PUT', url, { ...rule, value: {}, reason: 'x', version: 1e21 })
      expect(far.statusCode).toBe(400)
    }
    const clerk = (await house.staff('service')).token
    expect((await ask('POST', '/v1/routing/rules', rule, clerk)).statusCode).toBe(403)
    expect((await ask('GET', '/v1/routing/rules', undefined, clerk)).statusCode).toBe(403)
    expect((await ask('GET', '/v1/routing/rules')).json().items).toEqual([])
  })

  it('fees are agreed from a time on, and the health of every account can be seen', async () => {
    expect((await ask('POST', '/v1/routing/fees', fee)).statusCode).toBe(201)
    expect((await ask('POST', '/v1/routing/fees', fee)).json()).toMatchObject({ code: 'fee_exists' })
    expect((await ask('GET', '/v1/routing/fees')).json().items).toMatchObject([{ bps: 60, isReturned: true }])
    const calm = { calls: 0, failed: 0, successRate: 1, breaker: 'closed' }
    expect((await ask('GET', '/v1/routing/health')).json().items).toEqual(
      ['wechat', 'cod', 'offline'].map((account) => ({ account, ...calm })),
    )
    expect((await ask('GET', '/v1/routing/accounts')).json().items[0]).toMatchObject({
      account: 'wechat',
      channel: 'wechat',
      title: { zh: '微信支付' },
      methods: expect.arrayContaining(['native', 'jsapi']),
      currencies: ['CNY'],
    })
  })
})
