import { type RawBuilder, sql } from 'kysely'
import { after, HOUR } from '../../kernel/clock.ts'
import type { Amount } from '../../kernel/money.ts'
import { NUMBER_CHANNELS, NUMBER_KINDS, SHARDS, stampDigits } from '../../kernel/number.ts'
import type { Tx } from '../../platform/db.ts'
import type { ChannelTally, DayTally, ReportFilter, Tally } from './types.ts'

/** A number is made within this of the moment that its row says. */
const SLACK = HOUR

/** A number carries its moment, so the primary key of each shard finds a period: no index of its own is kept for it. */
const within = (no: RawBuilder<string>, kind: 'attempt' | 'refund', { from, until }: ReportFilter) => {
  const first = (at: Date) =>
    `${NUMBER_KINDS[kind]}${NUMBER_CHANNELS.system}${stampDigits(Math.floor(at.getTime() / 1000))}`
  return sql`${no} >= ${first(after(from, -SLACK))} and ${no} < ${first(after(until, SLACK))}`
}

const everyShard = sql`(select n::smallint as shard from generate_series(0, ${SHARDS - 1}::int) as n) as s`

/** Of a whole attempt, what came in for it; of a shop's, what its orders got of it. */
const receivedOf = (shopId: number | null): RawBuilder<number> =>
  shopId === null
    ? sql<number>`a.received_amount`
    : sql<number>`coalesce((select sum(share.amount) from payment_share share
        join payment_item item using (shard, payable_no, item_no)
        where share.shard = a.shard and share.payable_no = a.payable_no and share.attempt_no = a.attempt_no
          and item.payee_id = ${shopId}), 0)`

const concerns = (shopId: number | null) =>
  shopId === null
    ? sql`true`
    : sql`exists (select from payment_item item where item.shard = a.shard and item.payable_no = a.payable_no
        and item.item_no = any(a.item_nos) and item.payee_id = ${shopId})`

const picked = (filter: ReportFilter) => {
  const { from, until, currency, channel, method, shopId } = filter
  return sql`
    select a.channel, a.method, a.state,
      (a.created_at at time zone 'UTC' + interval '8 hours')::date as day,
      case when a.state = 'failed' then coalesce(a.failure_code, '') end as reason,
      case when a.state = 'succeeded' then ${receivedOf(shopId)} else 0 end as received,
      case when a.state = 'succeeded' then coalesce(a.fee_amount, 0) else 0 end as fee,
      case when a.received_currency = a.currency then a.surplus_amount else 0 end as surplus,
      case when a.surplus_amount = 0 then 0 else coalesce((select sum(r.amount) from refund r
        where r.shard = a.shard and r.attempt_no = a.attempt_no and r.source = 'surplus'
          and r.state = 'succeeded' and r.currency = a.currency), 0) end as surplus_back,
      case when a.state = 'succeeded'
        then greatest(0, extract(epoch from a.succeeded_at - a.created_at)::float8) * 1000 end as took,
      greatest(0, extract(epoch from f.recorded_at - f.occurred_at)::float8) * 1000 as heard
    from ${everyShard} cross join lateral (
      select a.* from attempt a
      where a.shard = s.shard and ${within(sql`a.attempt_no`, 'attempt', filter)}
        and a.created_at >= ${from} and a.created_at < ${until} and a.currency = ${currency}
        and (${channel}::text is null or a.channel = ${channel})
        and (${method}::text is null or a.method = ${method}) and ${concerns(shopId)}) as a
    left join payment_flow f on f.shard = a.shard and f.source_no = a.attempt_no and f.direction = 'in'`
}

const inState = (...states: string[]) =>
  sql`coalesce(sum(n) filter (where state in (${sql.join(states)})), 0)::int`
const ended = inState('succeeded', 'conflicted', 'failed', 'closed')
const shareOf = (state: string) => sql`round(10000.0 * ${inState(state)} / nullif(${ended}, 0))::int`
const quantiles = (column: RawBuilder<number>) =>
  sql<number[]>`percentile_cont(array[0.5, 0.95]::float8[]) within group (order by ${column})`
const quantile = (at: number, column: RawBuilder<number>) =>
  sql`round(percentile_cont(${at}::float8) within group (order by ${column}))::float8`

type Group = {
  readonly channel: string | null
  readonly method: string | null
  readonly day: string | null
  readonly reason: string | null
  /** Which of the groupings the row is of. */
  readonly level: number
}
type Sums = {
  readonly fee: Amount
  readonly surplusCount: number
  readonly surplus: Amount
  readonly surplusBack: Amount
  readonly heardMedian: number | null
  readonly heardP95: number | null
}
type Row = Group & Omit<ChannelTally & DayTally, 'day'> & Sums

export type AttemptSums = {
  readonly whole: Tally & Sums
  readonly channels: readonly ChannelTally[]
  readonly days: readonly DayTally[]
  readonly reasons: ReadonlyMap<string, number>
}

const LEVELS = { whole: 15, channel: 3, day: 13, reason: 14 } as const

/**
 * All sums over the attempts of a period in one pass. They are counted once by their kind, and only those few sums are
 * put together again; what has to be sorted, the times, is sorted for the groups that show them.
 */
export async function readAttempts(tx: Tx, filter: ReportFilter): Promise<AttemptSums> {
  // A report of a year holds many rows for a moment: they shall not be sorted on the disk.
  await sql`set local work_mem = '64MB'`.execute(tx)
  const { rows } = await sql<Row>`
    with picked as materialized (${picked(filter)}),
    kinds as materialized (
      select channel, method, day, state, reason, count(*) as n, sum(received) as received, sum(fee) as fee,
        count(*) filter (where surplus > 0) as surplus_count, sum(surplus) as surplus, sum(surplus_back) as surplus_back
      from picked group by channel, method, day, state, reason),
    tally as (
      select channel, method, day, reason, grouping(channel, method, day, reason) as level,
        coalesce(sum(n), 0)::int as started, ${inState('succeeded')} as succeeded, ${inState('failed')} as failed,
        ${inState('closed')} as closed, ${inState('unknown')} as unknown, ${inState('conflicted')} as conflicted,
        ${inState('created', 'ready', 'authorized', 'closing')} as open,
        ${shareOf('succeeded')} as "successBps", ${shareOf('failed')} as "failureBps",
        coalesce(sum(received), 0)::bigint as received, coalesce(sum(fee), 0)::bigint as fee,
        coalesce(sum(surplus_count), 0)::int as "surplusCount", coalesce(sum(surplus), 0)::bigint as surplus,
        coalesce(sum(surplus_back), 0)::bigint as "surplusBack"
      from kinds group by grouping sets ((), (channel, method), (day), (reason))),
    took as (
      select channel, method, day, grouping(channel, method, day) as level, ${quantiles(sql`took`)} as at
      from picked where took is not null group by grouping sets ((), (channel, method), (day))),
    heard as (select ${quantiles(sql`heard`)} as at from picked where heard is not null)
    select tally.channel, tally.method, to_char(tally.day, 'YYYY-MM-DD') as day, reason, tally.level, started, succeeded,
      failed, closed, unknown, conflicted, open, "successBps", "failureBps", received, fee, "surplusCount", surplus,
      "surplusBack", round(took.at[1]) as "tookMedian", round(took.at[2]) as "tookP95",
      round(heard.at[1]) as "heardMedian", round(heard.at[2]) as "heardP95",
      round(10000.0 * succeeded / nullif(sum(succeeded) over same, 0))::int as "mixCountBps",
      round(10000.0 * received / nullif(sum(received) over same, 0))::int as "mixAmountBps"
    from tally
    -- The reason is no group of the times: its bit is the last one.
    left join took on took.level * 2 + 1 = tally.level and took.channel is not distinct from tally.channel
      and took.method is not distinct from tally.method and took.day is not distinct from tally.day
    left join heard on tally.level = ${LEVELS.whole}
    window same as (partition by tally.level)
    order by tally.level, received desc, started desc, tally.channel, tally.method, tally.day, reason`.execute(
    tx,
  )
  const of = (level: number) => rows.filter((row) => row.level === level)
  const whole = of(LEVELS.whole)[0]!
  const failed = of(LEVELS.reason).filter(({ reason }) => reason !== null)
  const days = of(LEVELS.day).toSorted((a, b) => (a.day! < b.day! ? -1 : 1))
  return {
    whole,
    channels: of(LEVELS.channel).map(({ day: _, ...row }) => row),
    days: days.map((row) => ({ ...row, day: row.day! })),
    reasons: new Map(failed.map(({ reason, started }) => [reason!, started])),
  }
}

type RefundRow = {
  readonly state: string | null
  readonly count: number
  readonly amount: Amount
  readonly tookMedian: number | null
  readonly tookP95: number | null
}
export type RefundSums = {
  readonly whole: RefundRow
  readonly states: readonly (RefundRow & { state: string })[]
}

/** The refunds that were asked for in a period, by the state they are in now. */
export async function readRefunds(tx: Tx, filter: ReportFilter): Promise<RefundSums> {
  const { from, until, currency, channel, method, shopId } = filter
  const { rows } = await sql<RefundRow>`
    select r.state, count(*)::int as count, coalesce(sum(r.amount), 0)::bigint as amount,
      ${quantile(0.5, sql`took`)} as "tookMedian", ${quantile(0.95, sql`took`)} as "tookP95"
    from (
      select r.state, r.amount, extract(epoch from r.succeeded_at - r.requested_at) * 1000 as took
      from refund r join attempt a using (shard, attempt_no)
      where ${within(sql`r.refund_no`, 'refund', filter)} and r.requested_at >= ${from} and r.requested_at < ${until} and r.currency = ${currency}
        and (${channel}::text is null or a.channel = ${channel})
        and (${method}::text is null or a.method = ${method})
        and (${shopId}::bigint is null or exists (
          select from payment_item item where item.shard = r.shard and item.payable_no = r.payable_no
            and item.item_no = r.item_no and item.payee_id = ${shopId}))) as r
    group by grouping sets ((), (r.state)) order by r.state nulls first`.execute(tx)
  const [whole, ...states] = rows
  return { whole: whole!, states: states.map((row) => ({ ...row, state: row.state! })) }
}
