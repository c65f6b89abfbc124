import { type RawBuilder, sql } from 'kysely'
import type { Label } from '../kernel/machine.ts'
import type { Db } from '../platform/db.ts'

/** Everything that will happen by itself at a time that stands in a row (row L8): no timer lives in memory only. */
export const TIMERS = {
  trade_expiry: { zh: '到期未付，关闭交易', en: 'Trade closes unpaid' },
  trade_close: { zh: '渠道关单后关闭交易', en: 'Closing trade is finished' },
  attempt_query: { zh: '向渠道查询支付', en: 'Channel is asked about a payment' },
  refund: { zh: '发起或查询退款', en: 'Refund is sent or asked about' },
  sharing: { zh: '发起或查询分账', en: 'Shared money is sent, returned or asked about' },
  dispute: { zh: '答复或查询争议', en: 'Channel is told or asked about a dispute' },
  evidence: { zh: '处理渠道消息', en: 'Evidence is applied' },
  webhook_delivery: { zh: '投递回调', en: 'Webhook is delivered' },
  push_message: { zh: '发送推送消息', en: 'Push message is sent' },
  push_reminder: { zh: '尾款提醒', en: 'Buyer is reminded of the rest' },
} as const satisfies Readonly<Record<string, Label>>

export type TimerKind = keyof typeof TIMERS
export const TIMER_KINDS = Object.keys(TIMERS) as TimerKind[]

export type Timer = {
  readonly kind: TimerKind
  readonly label: Label
  /** The business number it is about; of a webhook the id of its delivery. */
  readonly subject: string
  readonly dueAt: Date
  readonly overdue: boolean
  /** How often it has rung already; null where it rings once. */
  readonly tries: number | null
}

type Row = Omit<Timer, 'label' | 'overdue'> & { readonly micros: number }

/** Each with its index on the due time; the columns are subject, due, tries. */
const SOURCES: Readonly<Record<TimerKind, RawBuilder<unknown>>> = {
  trade_expiry: sql`select trade_no as subject, expires_at as due, null::int as tries from trade
    where state = 'open' and secured_by is null`,
  trade_close: sql`select trade_no as subject, closing_since as due, null::int as tries from trade where state = 'closing'`,
  attempt_query: sql`
    select attempt_no as subject, next_query_at as due, query_count as tries from attempt
    where next_query_at is not null`,
  refund: sql`
    select refund_no as subject, next_at as due, tries from refund
    where next_at is not null and state in ('approved', 'processing')`,
  sharing: sql`
    select sharing_no as subject, next_at as due, tries from sharing where next_at is not null
    union all select return_no, next_at, tries from sharing_return where next_at is not null`,
  dispute: sql`select dispute_no as subject, next_at as due, tries from dispute where next_at is not null`,
  evidence: sql`
    select coalesce(subject_no, id::text) as subject, received_at as due, null::int as tries from evidence
    where verified and applied_at is null`,
  webhook_delivery: sql`
    select d.id::text as subject, greatest(d.due_at, e.resting_until) as due, d.tries from webhook_delivery d
    join webhook_endpoint e on e.id = d.endpoint_id where d.state = 'waiting' and e.state = 'active'`,
  push_message: sql`select id::text as subject, due_at as due, tries from push_message where state = 'waiting'`,
  push_reminder: sql`select subject, due_at as due, rounds as tries from push_reminder where due_at is not null`,
}

/** A place in the list: microseconds since the epoch, kind and subject of the last timer that was seen. */
export type TimerPlace = { readonly micros: number; readonly kind: string; readonly subject: string }

export type TimerFilter = {
  readonly now: Date
  readonly kind?: TimerKind
  readonly after: TimerPlace | null
  readonly limit: number
}

/** The next timers, soonest first; those past their time stand in front and are marked. */
export async function listTimers(
  db: Db,
  { now, kind, after, limit }: TimerFilter,
): Promise<{ items: Timer[]; next: TimerPlace | null }> {
  const kinds = kind ? [kind] : TIMER_KINDS
  const parts = kinds.map((one) => {
    const beyond = after
      ? sql`(due, ${one}::text collate "C", subject collate "C") >
          (timestamptz 'epoch' + ${after.micros}::bigint * interval '1 microsecond', ${after.kind}, ${after.subject})`
      : sql`true`
    return sql`(select ${one}::text as kind, subject, due, tries from (${SOURCES[one]}) as source
      where ${beyond} order by due, subject collate "C" limit ${limit + 1})`
  })
  const { rows } = await sql<Row>`
    select kind, subject, due as "dueAt", tries, (extract(epoch from due) * 1000000)::bigint as micros
    from (${sql.join(parts, sql` union all `)}) as timer
    order by due, kind collate "C", subject collate "C" limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const items = page.map(({ kind: of, subject, dueAt, tries }) => ({
    kind: of,
    label: TIMERS[of],
    subject,
    dueAt,
    overdue: dueAt <= now,
    tries,
  }))
  return { items, next: rows.length > limit && last ? last : null }
}
