import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSimulator, type Simulator } from '../../simulator/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'

let simulator: Simulator
beforeAll(async () => {
  simulator = await createSimulator({ clock: systemClock, port: 0, autorun: false })
})
afterAll(() => simulator.close())

const ADDRESSES = [
  ...['/', '/wallet?code_url=%00', '/wallet?code_url=weixin://x', '/wallet/act', '/%', '//', '/control/%zz'],
  ...['orders/x', 'orders/__proto__/pay', 'orders/x/notify', 'faults', 'faults/999', 'clock', 'run'].map(
    (path) => `/control/${path}`,
  ),
  ...[
    'wechat/bills/breaks',
    'wechat/limits',
    'notices/presigned',
    'notices/x/deliver',
    'refunds/x/settle',
  ].map((path) => `/control/${path}`),
  ...['orders/x/open', 'orders/x/notify', 'bills/2026-99-99', 'bills/2026-02-31?type=trade', 'limits'].map(
    (path) => `/control/alipay/${path}`,
  ),
  ...['endpoint', 'payouts', 'accounts', 'intents/x/pay', 'intents/x/dispute', 'disputes/x/decide'].map(
    (path) => `/control/stripe/${path}`,
  ),
  ...['orders/x/notify', 'refunds/x/settle', 'payables/constructor/pay'].map(
    (path) => `/control/unionpay/${path}`,
  ),
  ...['/v3/pay/transactions/native', '/v3/pay/transactions/out-trade-no/x', '/v3/bill/tradebill?bill_date=x'],
  ...[
    '/v3/refund/domestic/refunds',
    '/v3/billdownload/file?token=x',
    '/wechat/jsapi',
    '/wechat/h5',
    '/wechat/app',
  ],
  ...[
    '/gateway.do',
    '/gateway.do?method=alipay.trade.page.pay',
    '/alipay/cashier?no=x',
    '/alipay/bill?fileId=x',
  ],
  ...[
    '/v1/payment_intents',
    '/v1/payment_intents/search?query=%00',
    '/v1/balance_transactions?created[gte]=x',
  ],
  ...[
    '/v1/webhook_endpoints',
    '/stripe/pay?client_secret=x',
    '/gateway/api/frontTransReq.do',
    '/unionpay/cashier',
  ],
  ...[
    '/gateway/api/queryTrans.do',
    '/unionpay/files/x',
    '/oauth/authorize',
    '/oauth/token',
    '/oauth/userinfo',
  ],
]
const BODIES = [
  ...[
    '',
    '{',
    '[]',
    'null',
    '{"__proto__":{"x":1}}',
    '{"speed":-1,"advanceMs":1e300}',
    '{"fault":"__proto__"}',
  ],
  '{"fault":"notice_lost","remaining":-1,"on":"constructor","order":{},"param":{}}',
  ...[
    '{"items":[{}]}',
    '{"items":"x"}',
    '{"url":"file:///etc/passwd"}',
    '{"kind":"trade","how":"doubled","no":5}',
  ],
  ...[
    '{"amount":-5,"currency":"xx"}',
    '{"twist":"constructor"}',
    '{"status":1}',
    'a=1&b=%zz',
    'x'.repeat(100_000),
  ],
]
const TYPES = ['application/json', 'application/x-www-form-urlencoded']

test('[AB10] nothing that is sent to any address of the simulator is a defect of it, and it serves on', async () => {
  const defects: string[] = []
  const ask = async (path: string, init: RequestInit) => {
    const answer = await fetch(simulator.url + path, {
      ...init,
      headers: { authorization: 'Bearer sk_test_x', ...init.headers },
      redirect: 'manual',
    })
    if (answer.status >= 500) defects.push(`${init.method} ${path} ${String(init.body).slice(0, 80)}`)
    await answer.arrayBuffer()
  }
  for (const path of ADDRESSES) {
    for (const method of ['GET', 'PUT', 'DELETE']) await ask(path, { method })
    for (const body of BODIES)
      for (const type of TYPES) await ask(path, { method: 'POST', body, headers: { 'content-type': type } })
  }
  expect(defects).toEqual([])
  expect((await fetch(`${simulator.url}/control/providers`)).status).toBe(200)
}, 60_000)
