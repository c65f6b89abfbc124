import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { CHECKS } from './index.ts'
import { touchedSince } from './scope.ts'
import type { Check } from './types.ts'

const now = new Date('2026-01-02T00:00:00Z')
const PAID = '1126010108000000000107'
/** The small world, so many times over: history that a round over one trade must not read. */
const COPIES = 1_500
/** Rows of one trade, with room for what is met beside it. */
const FEW = 100

/** Tables that grow with trade, and what must differ in a copy beside the numbers; `n` counts the copies. */
const TABLES: readonly (readonly [table: string, differs: string])[] = [
  ['trade', `'{}'`],
  ['shop_order', `'{}'`],
  ['order_line', `'{}'`],
  ['stock_move', `jsonb_build_object('version', version + 10 * n)`],
  ['payment', `'{}'`],
  ['payment_item', `'{}'`],
  ['payment_share', `'{}'`],
  ['payment_flow', `jsonb_build_object('channel_no', channel_no || '-' || n)`],
  ['attempt', `jsonb_build_object('channel_no', channel_no || '-' || n)`],
  ['evidence', `jsonb_build_object('id', id + 10 * n, 'source_id', source_id || '-' || n)`],
  ['refund', `'{}'`],
  ['journal', `'{}'`],
  ['posting', `jsonb_build_object('account_version', account_version + 10 * n)`],
  ['history', `'{}'`],
]

let world: TestDatabase

beforeAll(async () => {
  world = await testDatabase({ max: 2 })
  await world.pool.query(readFileSync(new URL('./healthy.sql', import.meta.url), 'utf8'))
  for (const [table, differs] of TABLES) {
    await world.pool.query(`
      insert into ${table} overriding system value
      select copy.* from ${table} as old, generate_series(1, ${COPIES}) as n, jsonb_populate_record(null::${table},
        replace(to_jsonb(old)::text, '12601010800000000', '12' || lpad(n::text, 15, '0'))::jsonb || ${differs}) as copy`)
    await world.pool.query(`analyze ${table}`)
  }
})
afterAll(() => world.drop())

type Plan = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Plan[]
}

/** The most rows of a table that one node of the plan reads, by table. */
function reads(plan: Plan, most: Record<string, number> = {}): Record<string, number> {
  const table = plan['Relation Name']
  const rows = (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
  if (table) most[table] = Math.max(most[table] ?? 0, rows)
  for (const part of plan.Plans ?? []) reads(part, most)
  return most
}

/**
 * What a check reads when it may not read all of a table: where no index leads to what it is about, PostgreSQL reads it
 * all the same, and that is what this finds. On a large table it would choose so by itself.
 */
const explained = (check: Check, touched: readonly string[]): Promise<Record<string, number>> =>
  world.db.transaction().execute(async (tx) => {
    await sql`select set_config(name, 'off', true) from unnest(array['enable_seqscan', 'enable_hashjoin',
      'enable_mergejoin']) as name`.execute(tx)
    const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Plan }] }>`
      explain (analyze, format json, timing off) ${check.find({ now, touched })}`.execute(tx)
    return reads(rows[0]!['QUERY PLAN'][0].Plan)
  })

it.each(CHECKS.filter(({ only }) => only !== 'whole'))(
  '[P11] $code reads what changed, not all that ever was',
  async (check) => {
    const touched = await world.db.transaction().execute((tx) => touchedSince(tx, 1))
    expect(touched).toContain(PAID)
    expect(touched.length).toBeLessThan(20)
    const read = await explained(check, touched)
    expect(Object.entries(read).filter(([, rows]) => rows > FEW)).toEqual([])
  },
)
