import pg from 'pg'
import { DAY } from '../src/kernel/clock.ts'
import { openDb, openPool } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import { paymentReport, type ReportFilter } from '../src/projections/index.ts'
import { median } from './statistics.ts'

const DAYS = 90
const UNTIL = new Date('2026-04-01T00:00:00Z')
const DATABASE = 'tongbao_bench_report'

export type ReportTimes = {
  /** Milliseconds of the whole report of ninety days, of thirty days of one shop, and of one day. */
  readonly whole: number
  readonly shop: number
  readonly day: number
  /** Milliseconds in which PostgreSQL reads the same attempts once and adds them up. */
  readonly scan: number
}

/** The payment report over `attempts` of ninety days, in a database of its own on the server at `url`. */
export async function reportTimes(url: string, attempts: number, runs: number): Promise<ReportTimes> {
  const own = new URL(url)
  own.pathname = `/${DATABASE}`
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  try {
    await admin.query(`drop database if exists ${DATABASE} with (force)`)
    await admin.query(`create database ${DATABASE}`)
    await migrate(own.href)
    const pool = openPool({ url: own.href, max: 2, name: 'tongbao bench report' })
    const db = openDb(pool)
    try {
      await fill(pool, attempts)
      const from = (days: number) => new Date(UNTIL.getTime() - days * DAY)
      const filter: ReportFilter = {
        from: from(DAYS),
        until: UNTIL,
        currency: 'CNY',
        channel: null,
        method: null,
        shopId: null,
      }
      const timed = (changes: Partial<ReportFilter>) =>
        middle(runs, () => paymentReport(db, { ...filter, ...changes }))
      const sum = `select count(*), sum(received_amount), max(succeeded_at - created_at) from attempt
        where created_at >= $1 and created_at < $2 and currency = 'CNY'`
      return {
        whole: await timed({}),
        shop: await timed({ from: from(30), shopId: 7 }),
        day: await timed({ from: from(1) }),
        scan: await middle(runs, () => pool.query(sum, [filter.from, filter.until])),
      }
    } finally {
      await db.destroy()
    }
  } finally {
    await admin.query(`drop database if exists ${DATABASE} with (force)`)
    await admin.end()
  }
}

/** Once to warm up, then the median. */
async function middle(runs: number, once: () => Promise<unknown>): Promise<number> {
  await once()
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const began = performance.now()
    await once()
    times.push(performance.now() - began)
  }
  return median(times)
}

/** Where an attempt stands: seven of ten were paid, one of a hundred brought a surplus. */
const STATES = `case when i % 100 < 70 then 'succeeded' when i % 100 < 92 then 'closed' when i % 100 < 97 then 'failed'
  when i % 100 < 98 then 'unknown' when i % 100 < 99 then 'ready' else 'conflicted' end`

/** Rows as the product leaves them, of what the report reads; made by PostgreSQL alone, without its checks of links. */
async function fill(pool: pg.Pool, attempts: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(`set session_replication_role = replica; set synchronous_commit = off`)
    await client.query(
      `create temporary table made as
       select i, (i % 100)::smallint as shard, at, ${STATES} as state, 1000 + i % 90000 as amount, 1 + i % 50 as shop,
         '0' || to_char(at at time zone 'UTC' + interval '8 hours', 'YYMMDDHH24MISS') || lpad((i % 1000000)::text, 6, '0')
           || lpad((i % 100)::text, 2, '0') as digits,
         (array['wechat', 'alipay', 'stripe', 'unionpay'])[1 + i % 4] as channel
       from (select i, $1::timestamptz - interval '${DAYS} days' + i * (interval '${DAYS} days' / $2::float8) as at
         from generate_series(0, $2::int - 1) as i) as n`,
      [UNTIL, attempts],
    )
    for (const statement of FILLS) await client.query(statement)
    await client.query('drop table made')
    await client.query('vacuum analyze attempt, payment_flow, payment_share, payment_item, refund')
  } finally {
    client.release(true)
  }
}

const FILLS = [
  `insert into attempt (shard, attempt_no, payable_no, item_nos, channel, method, state, amount, currency, description,
     channel_no, received_amount, captured_amount, surplus_amount, failure_code, expires_at, created_at, succeeded_at,
     received_currency, fee_amount)
   select shard, '3' || digits, '1' || digits, array['2' || digits], channel, 'native', state, amount, 'CNY', '龙井茶 250g',
     case when is_paid then 'c' || digits end, case when is_paid then amount else 0 end,
     case when state = 'succeeded' then amount else 0 end, case when state = 'conflicted' then amount else 0 end,
     case when state = 'failed' then 'insufficient_funds' end, at + interval '30 minutes', at,
     case when is_paid then at + (5 + i % 300) * interval '1 second' end, case when is_paid then 'CNY' end,
     case when is_paid then amount * 6 / 1000 end
   from (select *, state in ('succeeded', 'conflicted') as is_paid from made) as m order by shard, digits`,
  `insert into payment_flow (shard, source_no, payable_no, direction, channel, channel_no, amount, currency, description,
     occurred_at, recorded_at)
   select shard, '3' || digits, '1' || digits, 'in', channel, 'c' || digits, amount, 'CNY', '龙井茶 250g',
     at + (5 + i % 300) * interval '1 second', at + (6 + i % 300) * interval '1 second'
   from made where state in ('succeeded', 'conflicted') order by shard, digits`,
  `insert into payment_item (shard, payable_no, item_no, allocation_no, payee_id, due, captured)
   select shard, '1' || digits, '2' || digits, '5' || digits, shop, amount,
     case when state = 'succeeded' then amount else 0 end from made order by shard, digits`,
  `insert into payment_share (shard, payable_no, item_no, attempt_no, amount)
   select shard, '1' || digits, '2' || digits, '3' || digits, amount from made where state = 'succeeded'
   order by shard, digits`,
  `insert into refund (shard, refund_no, payable_no, item_no, attempt_no, source, state, amount, currency, reason,
     requested_by, requested_at, succeeded_at, request_no)
   select shard, '4' || digits, '1' || digits, '2' || digits, '3' || digits, 'item', 'succeeded', amount, 'CNY', 'r',
     'staff:1', at + interval '1 minute', at + interval '2 minutes', '4' || digits
   from made where state = 'succeeded' and i % 14 = 0 order by digits`,
]
