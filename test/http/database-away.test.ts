import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { openHouse, type TestHouse } from './house.ts'
import { type Belongings, furnish } from './world.ts'

let house: TestHouse
let world: Belongings
let keys = 0
beforeAll(async () => {
  house = await openHouse()
  world = await furnish(house, 'away')
})
afterAll(() => house.close())

const db = () => house.database.db
const ask = (url: string, payload: object, key = `away-${++keys}-of-tests`) =>
  house.app.inject({
    method: 'POST',
    url,
    payload,
    headers: { authorization: `Bearer ${world.buyer.token}`, 'idempotency-key': key },
  })

/** PostgreSQL refuses to write this table with this SQLSTATE, at the statement or only at COMMIT, until it is mended. */
const refusing = async (
  table: string,
  sqlState: string,
  at: 'statement' | 'commit',
  work: () => Promise<void>,
) => {
  await sql`create or replace function out_of_order() returns trigger language plpgsql as
    $$ begin raise exception 'No space left on device' using errcode = ${sql.lit(sqlState)}; end $$`.execute(
    db(),
  )
  await (at === 'statement'
    ? sql`create trigger out_of_order before insert on ${sql.table(table)} for each row execute function out_of_order()`
    : sql`create constraint trigger out_of_order after insert on ${sql.table(table)} deferrable initially deferred
        for each row execute function out_of_order()`
  ).execute(db())
  try {
    await work()
  } finally {
    await sql`drop trigger out_of_order on ${sql.table(table)}`.execute(db())
  }
}
const count = async (table: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db())
  return rows[0]!.n
}
const wish = async () => {
  const lines = [{ skuId: world.shelf.skuId, quantity: 1 }]
  const { hash } = (await ask('/v1/quotes', { lines })).json()
  return { lines, addressId: Number(world.ids.address), quoteHash: hash }
}

describe('a database that cannot write', () => {
  it.each([
    ['a full disk', '53100', 'statement'],
    ['a full disk at COMMIT', '53100', 'commit'],
    ['no memory', '53200', 'statement'],
    ['no connections', '53300', 'statement'],
    ['a broken disk', '58030', 'statement'],
    ['a standby that only reads', '25006', 'statement'],
  ] as const)(
    '[H6] %s: nothing is placed, and the same key places it afterwards',
    async (_what, code, at) => {
      const body = await wish()
      const key = `away-${++keys}-of-tests`
      const before = await count('trade')
      await refusing('trade', code, at, async () => {
        const refused = await ask('/v1/trades', body, key)
        expect([refused.statusCode, refused.json().code, refused.json().retry]).toEqual([
          503,
          'overloaded',
          'later',
        ])
        expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
        expect(refused.body, 'what PostgreSQL said is not for strangers').not.toContain('device')
        expect(await count('trade')).toBe(before)
      })
      const placed = await ask('/v1/trades', body, key)
      expect(placed.statusCode).toBe(201)
      expect((await ask('/v1/trades', body, key)).json()).toEqual(placed.json())
      expect(await count('trade')).toBe(before + 1)
    },
  )

  it('[N5] a notice that cannot be kept is not acknowledged; told again it pays', async () => {
    const trade = (await ask('/v1/trades', await wish())).json()
    const attempt = (
      await ask(`/v1/trades/${trade.no}/attempts`, { channel: 'wechat', method: 'native' })
    ).json()
    const signed = await fetch(`${house.core.simulator.url}/control/notices/presigned`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ attemptNo: attempt.no, amount: attempt.amount }] }),
    })
    const { notices } = (await signed.json()) as {
      notices: { headers: Record<string, string>; body: string }[]
    }
    const { headers, body } = notices[0]!
    const tell = () =>
      house.app.inject({ method: 'POST', url: '/v1/channels/wechat/notices', headers, payload: body })
    const state = async () =>
      (
        await house.app.inject({
          url: `/v1/trades/${trade.no}`,
          headers: { authorization: `Bearer ${world.buyer.token}` },
        })
      ).json().state
    await refusing('evidence', '53100', 'statement', async () => {
      expect((await tell()).statusCode).toBeGreaterThanOrEqual(500)
      expect(await state()).toBe('open')
    })
    expect((await tell()).statusCode).toBe(204)
    await house.core.flows.idle()
    expect(await state()).toBe('paid')
    expect((await tell()).statusCode).toBe(204)
  })

  it('[AB12] every invariant holds after all of it, and none of it was a defect', async () => {
    const { found } = await audit(db(), 'whole', new Date())
    expect(found.filter(({ code }) => code !== 'overdue')).toEqual([])
    expect(house.defects).toEqual([])
  })
})
