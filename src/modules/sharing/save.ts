import { sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { bools, ints, jsons, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { saveHistory } from '../../platform/history.ts'
import type { Freeze, Sharing, SharingBook, SharingReturn } from './types.ts'

const shards = (nos: readonly string[]): string => ints(nos.map(shardOfNumber))

/** Writes what the batch did: each row once, from its loaded to its final state, new rows as they ended. */
export async function saveSharings(tx: Tx, book: SharingBook, now: Date): Promise<void> {
  const { added, touched } = book
  await saveFreezes(tx, [...touched.freezes])
  await upsertSharings(tx, [...new Set([...added.sharings, ...touched.sharings])], added.sharings)
  await upsertReturns(tx, [...new Set([...added.returns, ...touched.returns])], added.returns)
  await saveHistory(tx, book.steps, now)
}

const counted = (affected: bigint | undefined, rows: readonly unknown[], what: string): void =>
  assert(Number(affected) === rows.length, `${what} changed under its payment's lock`)

async function saveFreezes(tx: Tx, rows: readonly Freeze[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update sharing_freeze f set ended_at = n.ended_at
    from unnest(${shards(rows.map((f) => f.attemptNo))}::smallint[], ${texts(rows.map((f) => f.attemptNo))}::text[],
      ${times(rows.map((f) => f.endedAt))}::timestamptz[]) as n(shard, attempt_no, ended_at)
    where f.shard = n.shard and f.attempt_no = n.attempt_no`.execute(tx)
}

async function upsertSharings(tx: Tx, rows: readonly Sharing[], added: ReadonlySet<Sharing>): Promise<void> {
  const columns = (of: readonly Sharing[]) => sql`
    unnest(${shards(of.map((s) => s.sharingNo))}::smallint[], ${texts(of.map((s) => s.sharingNo))}::text[],
      ${texts(of.map((s) => s.payableNo))}::text[], ${texts(of.map((s) => s.attemptNo))}::text[],
      ${texts(of.map((s) => s.channel))}::text[], ${texts(of.map((s) => s.channelNo))}::text[],
      ${texts(of.map((s) => s.currency))}::text[], ${texts(of.map((s) => s.state))}::text[],
      ${ints(of.map((s) => s.amount))}::bigint[], ${ints(of.map((s) => s.shared))}::bigint[],
      ${jsons(of.map((s) => s.receivers))}::text[], ${bools(of.map((s) => s.isLast))}::boolean[],
      ${texts(of.map((s) => s.reason))}::text[], ${texts(of.map((s) => s.requestedBy))}::text[],
      ${texts(of.map((s) => s.decidedBy))}::text[], ${texts(of.map((s) => s.channelSharingNo))}::text[],
      ${texts(of.map((s) => s.failureCode))}::text[], ${times(of.map((s) => s.nextAt))}::timestamptz[],
      ${ints(of.map((s) => s.tries))}::int[], ${times(of.map((s) => s.requestedAt))}::timestamptz[],
      ${times(of.map((s) => s.finishedAt))}::timestamptz[], ${ints(of.map((s) => s.version))}::int[])
      as n(shard, sharing_no, payable_no, attempt_no, channel, channel_no, currency, state, amount, shared, receivers,
        is_last, reason, requested_by, decided_by, channel_sharing_no, failure_code, next_at, tries, requested_at,
        finished_at, version)`
  const fresh = rows.filter((row) => added.has(row))
  const known = rows.filter((row) => !added.has(row))
  if (fresh.length > 0)
    await sql`
      insert into sharing (shard, sharing_no, payable_no, attempt_no, channel, channel_no, currency, state, amount,
        shared, receivers, is_last, reason, requested_by, decided_by, channel_sharing_no, failure_code, next_at, tries,
        requested_at, finished_at, version)
      select shard, sharing_no, payable_no, attempt_no, channel, channel_no, currency, state, amount, shared,
        receivers::jsonb, is_last, reason, requested_by, decided_by, channel_sharing_no, failure_code, next_at, tries,
        requested_at, finished_at, version
      from ${columns(fresh)} order by 1, 2`.execute(tx)
  if (known.length === 0) return
  const { numAffectedRows } = await sql`
    update sharing s set state = n.state, shared = n.shared, receivers = n.receivers::jsonb,
      decided_by = n.decided_by, channel_sharing_no = n.channel_sharing_no, failure_code = n.failure_code,
      next_at = n.next_at, tries = n.tries, finished_at = n.finished_at, version = n.version
    from ${columns(known)}
    where s.shard = n.shard and s.sharing_no = n.sharing_no and s.version <= n.version`.execute(tx)
  counted(numAffectedRows, known, 'a sharing')
}

async function upsertReturns(
  tx: Tx,
  rows: readonly SharingReturn[],
  added: ReadonlySet<SharingReturn>,
): Promise<void> {
  const columns = (of: readonly SharingReturn[]) => sql`
    unnest(${shards(of.map((r) => r.returnNo))}::smallint[], ${texts(of.map((r) => r.returnNo))}::text[],
      ${texts(of.map((r) => r.sharingNo))}::text[], ${texts(of.map((r) => r.payableNo))}::text[],
      ${texts(of.map((r) => r.attemptNo))}::text[], ${texts(of.map((r) => r.account))}::text[],
      ${ints(of.map((r) => r.amount))}::bigint[], ${texts(of.map((r) => r.currency))}::text[],
      ${texts(of.map((r) => r.state))}::text[], ${texts(of.map((r) => r.reason))}::text[],
      ${texts(of.map((r) => r.requestedBy))}::text[], ${texts(of.map((r) => r.refundNo))}::text[],
      ${texts(of.map((r) => r.failureCode))}::text[], ${times(of.map((r) => r.nextAt))}::timestamptz[],
      ${ints(of.map((r) => r.tries))}::int[], ${times(of.map((r) => r.requestedAt))}::timestamptz[],
      ${times(of.map((r) => r.succeededAt))}::timestamptz[], ${jsons(of.map((r) => r.claim))}::text[],
      ${ints(of.map((r) => r.version))}::int[])
      as n(shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state, reason, requested_by,
        refund_no, failure_code, next_at, tries, requested_at, succeeded_at, claim, version)`
  const fresh = rows.filter((row) => added.has(row))
  const known = rows.filter((row) => !added.has(row))
  if (fresh.length > 0)
    await sql`
      insert into sharing_return (shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency,
        state, reason, requested_by, refund_no, failure_code, next_at, tries, requested_at, succeeded_at, claim, version)
      select shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state, reason, requested_by,
        refund_no, failure_code, next_at, tries, requested_at, succeeded_at, claim::jsonb, version
      from ${columns(fresh)} order by 1, 2`.execute(tx)
  if (known.length === 0) return
  const { numAffectedRows } = await sql`
    update sharing_return r set state = n.state, failure_code = n.failure_code, next_at = n.next_at, tries = n.tries,
      succeeded_at = n.succeeded_at, claim = n.claim::jsonb, version = n.version
    from ${columns(known)}
    where r.shard = n.shard and r.return_no = n.return_no and r.version <= n.version`.execute(tx)
  counted(numAffectedRows, known, 'a return of shared money')
}
