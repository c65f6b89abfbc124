import { type RawBuilder, sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { saveHistory } from '../../platform/history.ts'
import {
  emptyRevaluationBook,
  type PointsPosition,
  type Revaluation,
  type RevaluationBook,
  type Valuation,
} from './revaluation.ts'

type Row = Omit<Revaluation, 'found'> & { [K in keyof Valuation]: number | null }

const columns = sql`
  revaluation_no as "revaluationNo", currency, reason, state, requested_by as "requestedBy",
  requested_at as "requestedAt", decided_by as "decidedBy", decided_at as "decidedAt",
  decision_reason as "decisionReason", points_per_yuan as "pointsPerYuan", units, held_units as "heldUnits",
  held_amount as "heldAmount", booked, worth, version`

const revaluationOf = ({
  pointsPerYuan,
  units,
  heldUnits,
  heldAmount,
  booked,
  worth,
  ...row
}: Row): Revaluation => ({
  ...row,
  found:
    worth === null ? null : ({ pointsPerYuan, units, heldUnits, heldAmount, booked, worth } as Valuation),
})

/** Those that wait to be decided, and the one that is named; locked. */
export async function lockRevaluations(tx: Tx, nos: readonly string[]): Promise<RevaluationBook> {
  const book = emptyRevaluationBook()
  const { rows } = await sql<Row>`
    select ${columns} from points_revaluation where state = 'requested' or revaluation_no = any(${nos}::text[])
    order by revaluation_no for no key update`.execute(tx)
  for (const row of rows) book.revaluations.set(row.revaluationNo, revaluationOf(row))
  return book
}

/**
 * What the books say of all points. With a lock nobody moves points between this and the commit: every movement of
 * points posts to one of these accounts. They are locked in the order in which every batch locks accounts.
 */
export async function readPoints(
  on: Db | Tx,
  currency: string,
  lock: RawBuilder<unknown>,
): Promise<PointsPosition> {
  const { rows } = await sql<{ purpose: string; balance: number }>`
    select a.purpose, b.debit - b.credit as balance from account a join balance b on b.account_id = a.id
    where a.owner_type = 'platform' and (a.purpose = 'points_issued'
      or (a.purpose in ('points_liability', 'promotion_cost') and a.currency = ${currency}))
    order by b.account_id ${lock}`.execute(on)
  const of = (purpose: string) => rows.find((row) => row.purpose === purpose)?.balance ?? 0
  const held = await sql<{ units: number; amount: number }>`
    select coalesce(sum(units), 0)::bigint as units, coalesce(sum(held_amount), 0)::bigint as amount
    from attempt where channel = 'points' and state = 'authorized' and currency = ${currency}`.execute(on)
  const { units: heldUnits, amount: heldAmount } = held.rows[0]!
  // A liability stands on the credit side.
  return { units: of('points_issued'), heldUnits, heldAmount, booked: 0 - of('points_liability') }
}

export const lockPoints = (tx: Tx, currency: string): Promise<PointsPosition> =>
  readPoints(tx, currency, sql`for no key update of b`)

export const findPoints = (db: Db, currency: string): Promise<PointsPosition> =>
  readPoints(db, currency, sql``)

export async function saveRevaluations(tx: Tx, book: RevaluationBook, now: Date): Promise<void> {
  for (const one of book.added)
    await sql`
      insert into points_revaluation (revaluation_no, currency, reason, state, requested_by, requested_at, version)
      values (${one.revaluationNo}, ${one.currency}, ${one.reason}, ${one.state}, ${one.requestedBy},
        ${one.requestedAt}, ${one.version})`.execute(tx)
  for (const one of book.touched) {
    const { found } = one
    const { numAffectedRows } = await sql`
      update points_revaluation set state = ${one.state}, decided_by = ${one.decidedBy}, decided_at = ${one.decidedAt},
        decision_reason = ${one.decisionReason}, points_per_yuan = ${found?.pointsPerYuan ?? null},
        units = ${found?.units ?? null}, held_units = ${found?.heldUnits ?? null},
        held_amount = ${found?.heldAmount ?? null}, booked = ${found?.booked ?? null}, worth = ${found?.worth ?? null},
        version = ${one.version}
      where revaluation_no = ${one.revaluationNo} and version < ${one.version}`.execute(tx)
    assert(Number(numAffectedRows) === 1, 'a revaluation changed under its lock')
  }
  await saveHistory(tx, book.steps, now)
}

/** Newest first. */
export async function listRevaluations(db: Db, limit: number): Promise<Revaluation[]> {
  const { rows } = await sql<Row>`
    select ${columns} from points_revaluation order by requested_at desc, revaluation_no desc limit ${limit}`.execute(
    db,
  )
  return rows.map(revaluationOf)
}
