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
      to_char(a.created_at at time zone 'UTC' + interval '8 hours', 'YYYY-MM-DD') as day,
      case when a.state = 'failed' then coalesce(a.failure_code, '') end as reason,
      case when a.state = 'succeeded' then ${receivedOf(shopId)} else 0 end as received,
      case when a.state = 'succeeded' then coalesce(a.fee_amount, 0) else 0 end as fee,
      case when a.received_currency = a.currency then a.surplus_amount else 0 end as surplus,
      case when a.surplus_amount = 0 then 0 else coalesce((select sum(r.amount) from refund r
        where r.shard = a.shard and r.attempt_no = a.attempt_no and r.source = 'surplus'
          and r.state = 'succeeded' and r.currency = a.currency), 0) end as surplus_back,
      case when a.state = 'succeeded'
        then greatest(0, extract(epoch from a.succeeded_at - a.created_at)) * 1000 end as took,
      greatest(0, extract(epoch from f.recorded_at - f.occurred_at)) * 1000 as heard
    from ${everyShard} cross join lateral (
      select a.* from attempt a
      where a.shard = s.shard and ${within(sql`a.attempt_no`, 'attempt', filter)}
        and a.created_at >= ${from} and a.created_at < ${until} and a.currency = ${currency}
        and (${channel}::text is null or a.channel = ${channel})
        and (${method}::text is null or a.method = ${method}) and ${concerns(shopId)}) as a
    left join payment_flow f on f.shard = a.shard and f.source_no = a.attempt_no and f.direction = 'in'`
}

const state = (...states: string[]) => sql`(count(*) filter (where state in (${sql.join(states)})))::int`
const ended = sql`nullif(count(*) filter (where state in ('succeeded', 'conflicted', 'failed', 'closed')), 0)`
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

/** All sums over the attempts of a period in one pass. */
export async function readAttempts(tx: Tx, filter: ReportFilter): Promise<AttemptSums> {
  const { rows } = await sql<Row>`
    with picked as materialized (${picked(filter)})
    select *,
      round(10000.0 * succeeded / nullif(sum(succeeded) over same, 0))::int as "mixCountBps",
      round(10000.0 * received / nullif(sum(received) over same, 0))::int as "mixAmountBps"
    from (
      select channel, method, day, reason, grouping(channel, method, day, reason) as level,
        count(*)::int as started, ${state('succeeded')} as succeeded, ${state('failed')} as failed,
        ${state('closed')} as closed, ${state('unknown')} as unknown, ${state('conflicted')} as conflicted,
        ${state('created', 'ready', 'authorized', 'closing')} as open,
        round(10000.0 * count(*) filter (where state = 'succeeded') / ${ended})::int as "successBps",
        round(10000.0 * count(*) filter (where state = 'failed') / ${ended})::int as "failureBps",
        coalesce(sum(received), 0)::bigint as received, coalesce(sum(fee), 0)::bigint as fee,
        (count(*) filter (where surplus > 0))::int as "surplusCount",
        coalesce(sum(surplus), 0)::bigint as surplus, coalesce(sum(surplus_back), 0)::bigint as "surplusBack",
        ${quantile(0.5, sql`took`)} as "tookMedian", ${quantile(0.95, sql`took`)} as "tookP95",
        ${quantile(0.5, sql`heard`)} as "heardMedian", ${quantile(0.95, sql`heard`)} as "heardP95"
      from picked group by grouping sets ((), (channel, method), (day), (reason))
    ) as tally
    window same as (partition by level)
    order by level, received desc, started desc, channel, method, day, reason`.execute(tx)
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
