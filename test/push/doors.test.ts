import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from '../http/house.ts'

let house: TestHouse
let admin: { token: string }
let operations: { token: string }
let buyer: { id: string; token: string }
let other: { id: string; token: string }
let owner: { token: string }

beforeAll(async () => {
  house = await openHouse()
  ;[admin, operations, owner] = await Promise.all([
    house.staff('admin'),
    house.staff('operations'),
    house.staff('owner', 1),
  ])
  buyer = await house.buyer('林晚', '13900000001')
  other = await house.buyer('别人', '13900000002')
  for (const [key, audience, way, recipient, address] of [
    ['b1', 'buyer', 'site', `buyer:${buyer.id}`, null],
    ['b2', 'buyer', 'sms', `buyer:${buyer.id}`, '13900000001'],
    ['o1', 'buyer', 'site', `buyer:${other.id}`, null],
    ['s1', 'merchant', 'site', 'shop:1', null],
    ['s2', 'merchant', 'mail', 'shop:2', 'box@mail.example'],
    ['p1', 'platform', 'site', 'platform', null],
  ])
    await sql`
      insert into push_message (dedup_key, node, audience, way, recipient, address, subject_no, title_zh, title_en,
        body_zh, body_en, language, variables, state, due_at, occurred_at, created_at, delivered_at)
      values (${key}, 'paid', ${audience}, ${way}, ${recipient}, ${address}, '1126010100000000000001', '支付成功',
        'Paid', '已付', 'It is paid', 'zh-CN', '{}', 'delivered', now(), now(), now(), now())`.execute(
      house.database.db,
    )
})
afterAll(() => house.close())

let keys = 0
const ask = async (
  token: string,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  url: string,
  payload?: object,
) => {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': `push-door-${++keys}` }
  const answer = await house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
}

describe('the inbox', () => {
  it('each finds his own and nobody else’s; reading marks his own', async () => {
    const mine = (await ask(buyer.token, 'GET', '/v1/inbox')).body.items
    expect(mine).toHaveLength(1)
    expect(mine[0]).toMatchObject({ title: { zh: '支付成功', en: 'Paid' }, readAt: null })
    expect((await ask(buyer.token, 'GET', '/v1/inbox/unread')).body).toEqual({ unread: 1 })
    const read = await ask(buyer.token, 'PUT', '/v1/inbox/read', { upTo: 1_000_000 })
    expect(read).toMatchObject({ status: 200, body: { unread: 0 } })
    for (const { token } of [other, owner, admin])
      expect((await ask(token, 'GET', '/v1/inbox/unread')).body).toEqual({ unread: 1 })
    expect((await ask(owner.token, 'GET', '/v1/inbox')).body.items).toHaveLength(1)
  })
})

describe('switches', () => {
  it('[K1] are seen and set by the platform alone, one by one; what is no switch is refused by name', async () => {
    const at = '/v1/push/switches'
    for (const { token } of [buyer, owner]) {
      expect((await ask(token, 'GET', at)).status).toBe(403)
      expect((await ask(token, 'PUT', `${at}/paid/buyer/site`, { on: false })).status).toBe(403)
    }
    const stateOf = async () => {
      const { switches } = (await ask(admin.token, 'GET', at)).body
      return switches.find(
        (one: Record<string, string>) =>
          one.node === 'paid' && one.audience === 'buyer' && one.way === 'mail',
      )
    }
    expect(await stateOf()).toMatchObject({ on: true, atFirst: true })
    expect((await ask(operations.token, 'PUT', `${at}/paid/buyer/mail`, { on: false })).status).toBe(200)
    expect(await stateOf()).toMatchObject({ on: false, atFirst: true })
    const none = await ask(admin.token, 'PUT', `${at}/paid/buyer/webhook`, { on: true })
    expect(none).toMatchObject({ status: 404, body: { code: 'no_such_cell' } })
    expect((await ask(admin.token, 'PUT', `${at}/paid/nobody/mail`, { on: true })).status).toBe(400)
  })
})

describe('messages', () => {
  it('a shop sees what was sent to it; who may not see phones sees no whole address', async () => {
    const seen = async (token: string) => (await ask(token, 'GET', '/v1/push/messages')).body.items
    expect(await seen(owner.token)).toMatchObject([{ recipient: 'shop:1' }])
    const all = await seen(operations.token)
    expect(all).toHaveLength(6)
    const addresses = all.map(({ address }: { address: string | null }) => address).filter(Boolean)
    expect(addresses.sort()).toEqual(['139****0001', 'b***@mail.example'])
    expect(JSON.stringify(await seen(admin.token))).toContain('13900000001')
    const mine = all.find(({ recipient }: { recipient: string }) => recipient === 'shop:2')
    const again = await ask(owner.token, 'POST', `/v1/push/messages/${mine.id}/resend`, {})
    expect(again).toMatchObject({ status: 404, body: { code: 'push_message_not_found' } })
    expect((await ask(operations.token, 'POST', `/v1/push/messages/${mine.id}/resend`, {})).status).toBe(202)
    const [row] = (await ask(admin.token, 'GET', '/v1/push/messages?way=mail')).body.items
    expect(row).toMatchObject({ state: 'waiting', address: 'box@mail.example' })
  })
})

describe('contacts', () => {
  it('a buyer is reached by the phone he signs in with until he says otherwise; only the platform keeps the carrier’s', async () => {
    const wish = { ways: ['mail'], language: 'en' }
    expect((await ask(buyer.token, 'GET', '/v1/contact')).body).toMatchObject({
      phone: '13900000001',
      ways: ['sms', 'mail', 'app'],
      available: ['sms', 'mail'],
    })
    expect((await ask(buyer.token, 'PUT', '/v1/contact', wish)).body).toMatchObject(wish)
    expect((await ask(other.token, 'GET', '/v1/contact')).body).toMatchObject({ language: 'zh-CN' })
    for (const { token } of [buyer, owner])
      expect((await ask(token, 'PUT', '/v1/contact?of=carrier', wish)).status).toBe(404)
    expect((await ask(admin.token, 'PUT', '/v1/contact?of=carrier', wish)).status).toBe(200)
    expect((await ask(admin.token, 'GET', '/v1/contact')).body).toMatchObject({ language: 'zh-CN' })
  })

  it.each([
    'a@b',
    'a b@c.example',
    'a@c.example\r\nBcc: x@y.example',
    'a@c.example,b@c.example',
    '<a@c.example>',
  ])('no letter goes to "%s"', async (address) => {
    expect((await ask(buyer.token, 'POST', '/v1/contact/mail', { address })).status).toBe(400)
  })
})

describe('times', () => {
  it('reminders and retention are set by the platform within their bounds', async () => {
    const lead = { beforeCloseMinutes: 10, partPaidMinutes: 60 }
    expect((await ask(operations.token, 'PUT', '/v1/push/leads/hotel', lead)).status).toBe(200)
    const leads = (await ask(admin.token, 'GET', '/v1/push/leads')).body.items
    expect(leads).toContainEqual({ scene: 'hotel', ...lead })
    const kept = (keepDays: number) => ask(admin.token, 'PUT', '/v1/retention/event', { keepDays })
    expect(await kept(60)).toMatchObject({ status: 200, body: { subject: 'event', keepDays: 60 } })
    expect(await kept(3)).toMatchObject({ status: 400, body: { code: 'invalid_field', param: 'keepDays' } })
    expect((await ask(owner.token, 'PUT', '/v1/retention/event', { keepDays: 60 })).status).toBe(403)
  })
})
