import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publishOutbox } from '../../src/platform/outbox.ts'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let tea: Belongings
let cup: Belongings
let admin: { token: string }
let finance: { token: string }

beforeAll(async () => {
  house = await openHouse()
  tea = await furnish(house, 'tea')
  cup = await furnish(house, 'cup')
  admin = await house.staff('admin')
  finance = await house.staff('finance')
})
afterAll(() => house.close())

let keys = 0
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const ask = async (
  token: string,
  method: Method,
  url: string,
  payload?: object,
  key = `desk-test-${++keys}`,
) => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key }
  const answer = await house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

describe('payments at the desk', () => {
  it('a payment shows its share per order, its attempts and flows; lists go by state', async () => {
    const { body } = await ask(finance.token, 'GET', `/v1/payments/${tea.ids.trade}`)
    expect(body).toMatchObject({ state: 'covered', due: 4_500, captured: 4_500, over: 0 })
    expect(body.items).toMatchObject([{ itemNo: tea.ids.order, due: 4_500 }])
    expect(body.attempts).toMatchObject([{ no: tea.ids.attempt, state: 'succeeded' }])
    expect(body.flows).toMatchObject([{ sourceNo: tea.ids.attempt, direction: 'in', amount: 4_500 }])
    const covered = (await ask(finance.token, 'GET', '/v1/payments?state=covered')).body.items
    expect(covered).toHaveLength(2)
    expect((await ask(finance.token, 'GET', '/v1/payments?state=open')).body.items).toEqual([])
    expect((await ask(finance.token, 'GET', '/v1/payments?channel=alipay')).body.items).toEqual([])
  })

  it('evidence stands as it came, with its verdict; neither merchant nor buyer reads it', async () => {
    const url = `/v1/payments/${tea.ids.trade}/evidence`
    const { items } = (await ask(finance.token, 'GET', url)).body
    const paid = items.find(({ outcome }: { outcome: string }) => outcome === 'captured')
    expect(paid).toMatchObject({
      channel: 'wechat',
      kind: 'query',
      verified: true,
      subjectNo: tea.ids.attempt,
    })
    expect(JSON.parse(paid.body)).toMatchObject({ out_trade_no: tea.ids.attempt, trade_state: 'SUCCESS' })
    for (const { token } of [tea.owner, tea.buyer]) expect((await ask(token, 'GET', url)).status).toBe(403)
  })
})

describe('stock at the desk', () => {
  const url = () => `/v1/stock/${tea.shelf.skuId}`

  it('[S1] [S4] a bucket is changed by hand once per key, with a reason that stays in the journal', async () => {
    const change = { bucket: 'available', quantity: -3, reason: '盘点' }
    const first = await ask(tea.owner.token, 'POST', `${url()}/adjustments`, change, 'count-of-today')
    expect(first.status).toBe(200)
    const again = await ask(tea.owner.token, 'POST', `${url()}/adjustments`, change, 'count-of-today')
    expect(again.body.version).toBe(first.body.version)
    const { items } = (await ask(tea.owner.token, 'GET', `${url()}/moves?limit=1`)).body
    expect(items).toMatchObject([
      { kind: 'adjust', available: -3, reason: '盘点', version: first.body.version },
    ])
    const [row] = (await ask(tea.owner.token, 'GET', `/v1/stock?sku=${tea.shelf.skuId}`)).body.items
    const { onHand, available, reserved, committed, damaged, activity } = row
    expect(onHand).toBe(available + reserved + committed + damaged + activity)
    expect(available).toBe(1_000 - 2 - 3)
  })

  it.each([
    ['below zero', { bucket: 'damaged', quantity: -1, reason: 'x' }, 409, 'stock_below_zero'],
    ['what orders hold', { bucket: 'reserved', quantity: 1, reason: 'x' }, 400, 'invalid_field'],
    ['nothing', { bucket: 'available', quantity: 0, reason: 'x' }, 400, 'invalid_field'],
    ['half a piece', { bucket: 'available', quantity: 0.5, reason: 'x' }, 400, 'invalid_field'],
    ['without a reason', { bucket: 'available', quantity: 1 }, 400, 'invalid_field'],
  ])('[S1] %s is refused and changes nothing', async (_, change, status, code) => {
    const before = (await ask(tea.owner.token, 'GET', `${url()}/moves?limit=1`)).body
    const refused = await ask(tea.owner.token, 'POST', `${url()}/adjustments`, change)
    expect([refused.status, refused.body.code]).toEqual([status, code])
    expect((await ask(tea.owner.token, 'GET', `${url()}/moves?limit=1`)).body).toEqual(before)
  })

  it('[W6] a shop’s list holds its own SKUs, whatever shop it asks for', async () => {
    const own = (await ask(tea.owner.token, 'GET', '/v1/stock')).body.items
    expect(own.map(({ skuId }: { skuId: number }) => skuId)).toEqual([tea.shelf.skuId])
    expect((await ask(tea.owner.token, 'GET', `/v1/stock?shop=${cup.shelf.shopId}`)).body.items).toEqual([])
  })
})

describe('webhooks at the desk', () => {
  const hook = { url: 'https://hooks.example.com/tongbao', eventTypes: ['order.*'] }

  it('[AB7] the secret is shown when it is made or renewed, and never again', async () => {
    const made = await ask(tea.owner.token, 'POST', '/v1/webhook-endpoints', hook, 'endpoint-once')
    expect(made.status).toBe(201)
    expect(made.body.secret).toMatch(/^whsec_/)
    expect((await ask(tea.owner.token, 'POST', '/v1/webhook-endpoints', hook, 'endpoint-once')).body).toEqual(
      made.body,
    )
    const url = `/v1/webhook-endpoints/${made.body.id}`
    const { body } = await ask(tea.owner.token, 'GET', url)
    expect(body).toMatchObject({ url: hook.url, state: 'active', shopId: tea.shelf.shopId })
    expect(JSON.stringify(body)).not.toContain('whsec_')
    const renewed = await ask(tea.owner.token, 'POST', `${url}/rotate-secret`, {})
    expect(renewed.body.secret).not.toBe(made.body.secret)
    expect((await ask(tea.owner.token, 'PUT', url, { enabled: false })).body.state).toBe('disabled')
    expect((await ask(tea.owner.token, 'DELETE', url)).status).toBe(204)
    expect((await ask(tea.owner.token, 'GET', url)).status).toBe(404)
  })

  it.each([
    ['a private address', { url: 'https://127.0.0.1/hook' }, 422, 'address_not_allowed'],
    ['plain http', { url: 'http://hooks.example.com/' }, 422, 'url_needs_https'],
    ['an event that is not', { url: hook.url, eventTypes: ['order.eaten'] }, 422, 'event_type_unknown'],
    ['an address with a password', { url: 'https://me:pw@hooks.example.com/' }, 422, 'url_invalid'],
  ])('%s is refused', async (_, wish, status, code) => {
    const refused = await ask(tea.owner.token, 'POST', '/v1/webhook-endpoints', wish)
    expect([refused.status, refused.body.code]).toEqual([status, code])
  })

  it('a delivery that was given up is sent again at once', async () => {
    await sql`update webhook_delivery set state = 'dead', due_at = now() - interval '1 day'
      where id = ${tea.ids.delivery}`.execute(house.database.db)
    const dead = (await ask(tea.owner.token, 'GET', '/v1/webhook-deliveries?state=dead')).body.items
    expect(dead).toMatchObject([{ id: Number(tea.ids.delivery), eventType: 'order.paid' }])
    const again = await ask(tea.owner.token, 'POST', `/v1/webhook-deliveries/${tea.ids.delivery}/resend`, {})
    expect(again.status).toBeLessThan(300)
    const [waiting] = (await ask(tea.owner.token, 'GET', '/v1/webhook-deliveries?state=waiting')).body.items
    expect(Date.parse(waiting.dueAt)).toBeGreaterThan(Date.now() - 60_000)
  })
})

describe('events at the desk', () => {
  it('are followed from a position without one missing, and read back newest first', async () => {
    await publishOutbox(house.database.db)
    const followed: number[] = []
    let after = 0
    for (;;) {
      const { items } = (await ask(admin.token, 'GET', `/v1/events?after=${after}&limit=3`)).body
      if (items.length === 0) break
      followed.push(...items.map(({ position }: { position: number }) => position))
      after = followed.at(-1) ?? after
    }
    expect(followed.length).toBeGreaterThan(5)
    expect(followed).toEqual(followed.map((_, i) => i + 1))
    const back: number[] = []
    let cursor = ''
    do {
      const { items, nextCursor } = (await ask(admin.token, 'GET', `/v1/events?limit=3${cursor}`)).body
      back.push(...items.map(({ position }: { position: number }) => position))
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`
    } while (cursor !== '')
    expect(back).toEqual([...followed].reverse())
    const [event] = (await ask(admin.token, 'GET', '/v1/events?after=0&limit=1')).body.items
    expect(event).toMatchObject({ id: 'evt_1', position: 1, sequence: 1 })
  })
})

describe('the auditor at the desk', () => {
  it('finds nothing here; after a balance is bent it says which, and the break stays open', async () => {
    const run = () => ask(admin.token, 'POST', '/v1/audit/runs', { scope: 'whole' })
    const clean = await run()
    expect(clean.status).toBe(201)
    expect(clean.body.results.filter(({ found }: { found: number }) => found > 0)).toEqual([])
    await sql`update balance set debit = debit + 1 where account_id = ${tea.ids.account}`.execute(
      house.database.db,
    )
    const [first, second] = await Promise.all([run(), run()])
    expect(first.body.breaks).toBeGreaterThan(0)
    expect(second.body.id).toBe(first.body.id)
    const { items, breaks } = (await ask(admin.token, 'GET', '/v1/audit/runs')).body
    expect(items[0].results.some(({ says }: { says: { zh: string } }) => says.zh.length > 2)).toBe(true)
    expect(breaks.length).toBeGreaterThan(0)
    await sql`update balance set debit = debit - 1 where account_id = ${tea.ids.account}`.execute(
      house.database.db,
    )
    await run()
    expect((await ask(admin.token, 'GET', '/v1/audit/runs')).body.breaks).toEqual([])
    expect((await ask(tea.owner.token, 'GET', '/v1/audit/runs')).status).toBe(403)
  })
})

describe('the simulator behind the desk', () => {
  it('the admin switches a fault on and off through us; nobody else, and nowhere but its control', async () => {
    const fault = { fault: 'http_500', remaining: 1 }
    const base = '/v1/demo/simulator'
    const { names } = (await ask(admin.token, 'GET', `${base}/faults`)).body
    const added = await ask(admin.token, 'POST', `${base}/faults`, { ...fault, fault: names[0] })
    expect(added.status).toBe(200)
    expect((await ask(admin.token, 'GET', `${base}/faults`)).body.rules).toHaveLength(1)
    expect((await ask(admin.token, 'DELETE', `${base}/faults`)).status).toBe(200)
    expect((await ask(admin.token, 'GET', `${base}/faults`)).body.rules).toEqual([])
    for (const path of ['credentials', '..%2Fpages', '%2e%2e/v3/pay', 'faults/../../x', '//127.0.0.1/x'])
      expect((await ask(admin.token, 'GET', `${base}/${path}`)).status).toBe(404)
    for (const { token } of [finance, tea.owner, tea.buyer])
      expect((await ask(token, 'GET', `${base}/faults`)).status).toBe(403)
  })
})
