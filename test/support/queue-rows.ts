import { sql } from 'kysely'
import type { Db } from '../../src/platform/db.ts'

/** What we pay ourselves because its channel never will, and what was paid both ways. */
export const fillOurWays = async (db: Db, now: Date): Promise<void> => {
  const second = (backNo: string | null) => ({
    no: '4',
    channel: 'mock',
    channelRefundNo: 'R',
    at: now,
    backNo,
  })
  const ways = [
    ...[true, true, true, false].map((isOpen) => ['approved', { way: 'hand', isOpen }] as const),
    ...[null, null, '5', null].map((no) => ['succeeded', { way: 'wallet', second: second(no) }] as const),
  ]
  for (const [i, [state, redirect]] of ways.entries()) {
    const no = `40260101080000000${String(i).padStart(3, '0')}07`
    await sql`
      insert into refund (shard, refund_no, request_no, payable_no, attempt_no, source, to_wallet, state, amount,
        currency, reason, requested_by, tries, requested_at, redirect, version)
      values (7, ${no}, ${no}, '1', '3', 'item', false, ${state}, 10, 'CNY', 'r', 'staff:1', 0, ${now},
        ${JSON.stringify(redirect)}::jsonb, 1)`.execute(db)
  }
}

/** What its channel does not answer for: three of long ago, and one that may still be answered. */
export const fillUnanswered = async (db: Db, now: Date): Promise<void> => {
  const asked = sql`case when i = 4 then ${now}::timestamptz else ${now}::timestamptz - interval '5 days' end`
  await sql`
    insert into refund (shard, refund_no, request_no, payable_no, attempt_no, source, state, amount, currency, reason,
      requested_by, tries, requested_at, next_at)
    select 7, '402601010800000001' || i || '007', '4', '1', '3', 'item', case when i = 1 then 'processing' else 'approved' end,
      10, 'CNY', 'r', 'staff:1', 9, ${asked}, ${now}
    from generate_series(1, 4) i`.execute(db)
  await sql`
    insert into sharing_return (shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state,
      reason, requested_by, requested_at, next_at, tries)
    select 7, '912601010800000001' || i || '007', '9126010108000000000107', '1', '3', 'm', 10, 'CNY', 'requested', 'r',
      'staff:1', ${asked}, ${now}, 9
    from generate_series(1, 4) i`.execute(db)
  await sql`
    insert into sharing_return (shard, return_no, sharing_no, payable_no, attempt_no, account, amount, currency, state,
      reason, requested_by, refund_no, requested_at)
    select 7, '912601010800000002' || i || '007', '9126010108000000000107', '1', '3', 'm', 10, 'CNY',
      case when i = 4 then 'offset' else 'owed' end, 'r', 'rule:refund', '4', ${now}
    from generate_series(1, 4) i`.execute(db)
}
