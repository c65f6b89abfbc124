import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let tea: Belongings
let cup: Belongings
let admin: { id: string; token: string }
let clerk: { id: string; token: string }
let finance: { id: string; token: string }

beforeAll(async () => {
  house = await openHouse()
  tea = await furnish(house, 'tea')
  cup = await furnish(house, 'cup')
  admin = await house.staff('admin')
  finance = await house.staff('finance')
  clerk = await house.staff('clerk', tea.shelf.shopId)
})
afterAll(() => house.close())

let keys = 0
const ask = (token: string, url: string, payload?: object) =>
  house.app.inject({
    method: payload ? 'POST' : 'GET',
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `console-test-${++keys}` },
    ...(payload ? { payload } : {}),
  })

type Listed = { items: Record<string, unknown>[]; nextCursor: string | null }
/** All pages of a list, two rows at a time. */
const walk = async (token: string, url: string): Promise<Listed['items']> => {
  const items: Listed['items'] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const at: string = cursor === '' ? '' : `&cursor=${cursor}`
    const answer = await ask(token, `${url}?limit=2${at}`)
    expect(answer.statusCode).toBe(200)
    const page: Listed = answer.json()
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}
const queuesOf = async (token: string): Promise<{ code: string; count: number }[]> =>
  (await ask(token, '/v1/console/work-queue')).json().queues

describe('work queue over HTTP', () => {
  it('[AB2] for everybody who sees it, each count is the length of the list behind it', async () => {
    for (const { token } of [admin, finance, tea.owner, clerk]) {
      for (const { code, count } of await queuesOf(token)) {
        expect(await walk(token, `/v1/console/work-queue/${code}`), code).toHaveLength(count)
      }
    }
    const found = new Map((await queuesOf(admin.token)).map(({ code, count }) => [code, count]))
    expect(found.get('refunds_to_approve')).toBe(2)
    expect(found.get('orders_to_confirm')).toBe(2)
  })

  it('[AB2] a merchant counts his own work, and a queue that is not his is not there', async () => {
    const own = await queuesOf(clerk.token)
    expect(own).toMatchObject([{ code: 'orders_to_confirm', count: 1 }])
    const [order] = await walk(clerk.token, '/v1/console/work-queue/orders_to_confirm')
    expect(order).toMatchObject({ no: tea.ids.order, amount: 4_500 })
    const hidden = await ask(clerk.token, '/v1/console/work-queue/refunds_to_approve')
    expect([hidden.statusCode, hidden.json().code]).toEqual([404, 'not_found'])
    expect((await ask(tea.buyer.token, '/v1/console/work-queue')).statusCode).toBe(403)
  })
})

describe('timers', () => {
  it('[L8] everything with a due time stands in one list, soonest first, and what is late is marked', async () => {
    const { db } = house.database
    await sql`update webhook_delivery set due_at = now() - interval '1 hour'`.execute(db)
    await sql`
      insert into trade (shard, trade_no, buyer_id, state, scene, currency, goods_amount, shop_discount,
        platform_discount, points_amount, freight_amount, payable_amount, order_nos, quote_hash, placed_at, expires_at)
      select 1, lpad(i::text, 20, '1') || '01', 'b', 'open', 'retail', 'CNY', 1, 0, 0, 0, 0, 1, '{}', '', now(),
        now() + (i || ' minutes')::interval from generate_series(1, 5) i`.execute(db)
    const timers = await walk(admin.token, '/v1/timers')
    const due = timers.map(({ dueAt }) => String(dueAt))
    expect(due).toEqual([...due].sort())
    expect(new Set(timers.map(({ kind, subjectNo }) => `${kind} ${subjectNo}`)).size).toBe(timers.length)
    const of = (kind: string) => timers.filter((timer) => timer.kind === kind)
    expect(of('trade_expiry').map(({ overdue }) => overdue)).toEqual([false, false, false, false, false])
    expect(of('webhook_delivery').map(({ overdue }) => overdue)).toEqual([true, true])
    const some = (await ask(admin.token, '/v1/timers?kind=trade_expiry')).json().items
    expect(some).toHaveLength(5)
    expect((await ask(admin.token, '/v1/timers?cursor=nonsense')).json().code).toBe('invalid_field')
    expect((await ask(tea.owner.token, '/v1/timers')).statusCode).toBe(403)
  })
})

describe('ledger', () => {
  const accountsOf = async (token: string) => (await ask(token, '/v1/ledger/accounts')).json().items

  it('the trial balance is even, and every account is the sum of its postings', async () => {
    const { currencies } = (await ask(finance.token, '/v1/ledger/trial-balance')).json()
    expect(currencies).toMatchObject([{ currency: 'CNY', difference: 0 }])
    for (const account of await accountsOf(finance.token)) {
      const postings = await walk(finance.token, `/v1/ledger/accounts/${account.id}/postings`)
      const sum = postings.reduce((total, { amount }) => total + Number(amount), 0)
      expect(sum).toBe(account.debit - account.credit)
      expect(postings.map(({ version }) => version)).toEqual(postings.map((_, i) => account.version - i))
    }
  })

  it('[W6] a merchant sees his own accounts and his own side of a journal, nothing of another', async () => {
    const own = await accountsOf(tea.owner.token)
    expect(own.length).toBeGreaterThan(0)
    expect(own.every((one: { ownerId: string }) => one.ownerId === String(tea.shelf.shopId))).toBe(true)
    const journal = (await ask(tea.owner.token, `/v1/ledger/journals/${tea.ids.journal}`)).json()
    expect(journal.postings.map((one: { ownerId: string }) => one.ownerId)).toEqual([
      String(tea.shelf.shopId),
    ])
    for (const url of [`accounts/${cup.ids.account}/postings`, `journals/${cup.ids.journal}`]) {
      expect((await ask(tea.owner.token, `/v1/ledger/${url}`)).statusCode).toBe(404)
    }
    expect((await ask(tea.owner.token, '/v1/ledger/trial-balance')).statusCode).toBe(403)
  })
})

describe('what came too much', () => {
  it('an attempt without a surplus has nothing to give back; a merchant may not ask at all', async () => {
    const url = `/v1/attempts/${tea.ids.attempt}/refunds`
    const refused = await ask(finance.token, url, { reason: 'wrong amount' })
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'refund_exceeds'])
    expect((await ask(tea.owner.token, url, { reason: 'mine' })).statusCode).toBe(403)
    const unknown = '/v1/attempts/3000000000000000000000/refunds'
    expect((await ask(finance.token, unknown, { reason: 'x' })).statusCode).toBe(404)
  })
})
