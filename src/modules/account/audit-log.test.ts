import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { type AuditEntry, appendAudit, listAudit, verifyAuditLog, writeAudit } from './index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const entry = (n: number): AuditEntry => ({
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, n, 123)),
  requestId: `req-${n}`,
  stage: n % 2 === 0 ? 'begun' : 'ended',
  actorId: 'chen',
  actorRole: 'admin',
  shopId: n % 3 === 0 ? null : n,
  operation: 'PUT /v1/staff/:id',
  target: { id: `person ${n}`, more: '中文' },
  requestHash: 'ab'.repeat(32),
  status: n % 2 === 0 ? null : 200,
  code: null,
})

/** As somebody with the database in his hands would do it. */
const tamper = async (change: () => Promise<unknown>): Promise<number | null> => {
  const { db } = database
  await sql`alter table audit_log disable trigger all`.execute(db)
  await change()
  await sql`alter table audit_log enable trigger all`.execute(db)
  return (await verifyAuditLog(db, 7)).brokenAt
}

describe('the audit log', () => {
  it('[AB1] writers at the same time make one chain without a gap', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => appendAudit(database.db, entry(n))))
    const verdict = await verifyAuditLog(database.db, 7)
    expect(verdict).toMatchObject({ entries: 40, brokenAt: null })
    const { items } = await listAudit(database.db, { before: null, limit: 1, actor: null, shopId: null })
    const [newest] = items
    expect(newest).toMatchObject({ position: 40, hash: verdict.head, target: { more: '中文' } })
  })

  it('[AB1] a line stands or falls with the transaction that it is part of', async () => {
    const failing = database.db.transaction().execute(async (tx) => {
      await writeAudit(tx, entry(41))
      throw new Error('refused later')
    })
    await expect(failing).rejects.toThrow('refused later')
    expect((await verifyAuditLog(database.db)).entries).toBe(40)
  })

  it.each([
    ['update', () => sql`update audit_log set status = 500 where position = 3`.execute(database.db)],
    ['delete', () => sql`delete from audit_log where position = 3`.execute(database.db)],
    ['truncate', () => sql`truncate audit_log`.execute(database.db)],
  ])('[AB1] PostgreSQL refuses to %s it', async (_what, change) => {
    await expect(change()).rejects.toThrow('append-only')
  })

  it('[AB1] an edited line, a removed line and an added line are found, also where triggers were off', async () => {
    const { db } = database
    expect(
      await tamper(() => sql`update audit_log set actor_id = 'wang' where position = 11`.execute(db)),
    ).toBe(11)
    expect(
      await tamper(() => sql`update audit_log set actor_id = 'chen' where position = 11`.execute(db)),
    ).toBe(null)
    expect(
      await tamper(() => sql`update audit_log set target = '{"id":"x"}' where position = 20`.execute(db)),
    ).toBe(20)
    expect(await tamper(() => sql`delete from audit_log where position = 9`.execute(db))).toBe(9)
  })
})
