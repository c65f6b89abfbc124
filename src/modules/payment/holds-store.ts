import { sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Capture, HoldPart, PaymentBook } from './types.ts'

type CaptureRow = {
  capture_no: string
  attempt_no: string
  amount: number
  asked_by: string
  asked_at: Date
}

const captureOf = (row: CaptureRow): Capture => ({
  captureNo: row.capture_no,
  attemptNo: row.attempt_no,
  amount: row.amount,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
})

type PartRow = {
  attempt_no: string
  hold_no: string
  amount: number
  asked_by: string
  asked_at: Date
}

const partOf = (row: PartRow): HoldPart => ({
  attemptNo: row.attempt_no,
  holdNo: row.hold_no,
  amount: row.amount,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
})

/** Reads what was asked to be taken of held money. Guarded by the payment's lock; most payments hold nothing. */
export async function loadCaptures(tx: Tx, book: PaymentBook): Promise<void> {
  const nos = [...book.attempts.values()]
    .filter(({ capture }) => capture === 'manual')
    .map(({ attemptNo }) => attemptNo)
  if (nos.length === 0) return
  const { rows } = await sql<CaptureRow>`
    select c.* from hold_capture c
    join unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, attempt_no)
      using (shard, attempt_no)`.execute(tx)
  for (const row of rows) book.captures.set(row.attempt_no, captureOf(row))
  const { rows: parts } = await sql<PartRow>`
    select p.* from hold_part p
    join unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, hold_no)
      using (shard, hold_no)`.execute(tx)
  for (const row of parts) book.parts.set(row.attempt_no, partOf(row))
}

export async function saveParts(tx: Tx, parts: readonly HoldPart[]): Promise<void> {
  if (parts.length === 0) return
  await sql`
    insert into hold_part (shard, attempt_no, hold_no, amount, asked_by, asked_at)
    select * from unnest(${ints(parts.map((p) => shardOfNumber(p.attemptNo)))}::smallint[],
      ${texts(parts.map((p) => p.attemptNo))}::text[], ${texts(parts.map((p) => p.holdNo))}::text[],
      ${ints(parts.map((p) => p.amount))}::bigint[], ${texts(parts.map((p) => p.askedBy))}::text[],
      ${times(parts.map((p) => p.askedAt))}::timestamptz[])`.execute(tx)
}

/** Of which hold an attempt is a part, if it is one. */
export async function findPart(db: Db, attemptNo: string): Promise<HoldPart | undefined> {
  const { rows } = await sql<PartRow>`
    select * from hold_part where shard = ${shardOfNumber(attemptNo)} and attempt_no = ${attemptNo}`.execute(
    db,
  )
  return rows[0] && partOf(rows[0])
}

export async function saveCaptures(tx: Tx, captures: readonly Capture[]): Promise<void> {
  if (captures.length === 0) return
  await sql`
    insert into hold_capture (shard, attempt_no, capture_no, amount, asked_by, asked_at)
    select * from unnest(${ints(captures.map((c) => shardOfNumber(c.attemptNo)))}::smallint[],
      ${texts(captures.map((c) => c.attemptNo))}::text[], ${texts(captures.map((c) => c.captureNo))}::text[],
      ${ints(captures.map((c) => c.amount))}::bigint[], ${texts(captures.map((c) => c.askedBy))}::text[],
      ${times(captures.map((c) => c.askedAt))}::timestamptz[])`.execute(tx)
}

export async function findCapture(db: Db, attemptNo: string): Promise<Capture | undefined> {
  const { rows } = await sql<CaptureRow>`
    select * from hold_capture where shard = ${shardOfNumber(attemptNo)} and attempt_no = ${attemptNo}`.execute(
    db,
  )
  return rows[0] && captureOf(rows[0])
}
