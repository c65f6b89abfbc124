import { sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import { bools, ints, texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { addTo, type Instalment, type PaymentBook } from './types.ts'

type InstalmentRow = {
  payable_no: string
  seq: number
  kind: Instalment['kind']
  amount: number
  due_at: Date
  is_kept: boolean
  item_no: string | null
  reason: string | null
  asked_by: string
  created_at: Date
}

const instalmentOf = (row: InstalmentRow): Instalment => ({
  payableNo: row.payable_no,
  seq: row.seq,
  kind: row.kind,
  amount: row.amount,
  dueAt: row.due_at,
  isKept: row.is_kept,
  itemNo: row.item_no,
  reason: row.reason,
  askedBy: row.asked_by,
  createdAt: row.created_at,
})

/** Reads schedules; their payments' locks guard them. Most payments have none. */
export async function loadSchedules(tx: Tx, book: PaymentBook): Promise<void> {
  const nos = [...book.payments.values()]
    .filter(({ plan }) => plan !== null)
    .map(({ payableNo }) => payableNo)
  if (nos.length === 0) return
  const { rows } = await sql<InstalmentRow>`
    select i.* from payment_instalment i
    join unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, payable_no)
      using (shard, payable_no) order by i.payable_no, i.seq`.execute(tx)
  for (const row of rows) addTo(book.instalments, row.payable_no, instalmentOf(row))
}

export async function saveSchedules(tx: Tx, { added, touched }: PaymentBook): Promise<void> {
  const list = [...new Set([...added.instalments, ...touched.instalments])]
  if (list.length === 0) return
  await sql`
    insert into payment_instalment (shard, payable_no, seq, kind, amount, due_at, is_kept, item_no, reason, asked_by,
      created_at)
    select * from unnest(${ints(list.map((i) => shardOfNumber(i.payableNo)))}::smallint[],
      ${texts(list.map((i) => i.payableNo))}::text[], ${ints(list.map((i) => i.seq))}::smallint[],
      ${texts(list.map((i) => i.kind))}::text[], ${ints(list.map((i) => i.amount))}::bigint[],
      ${times(list.map((i) => i.dueAt))}::timestamptz[], ${bools(list.map((i) => i.isKept))}::boolean[],
      ${texts(list.map((i) => i.itemNo))}::text[], ${texts(list.map((i) => i.reason))}::text[],
      ${texts(list.map((i) => i.askedBy))}::text[], ${times(list.map((i) => i.createdAt))}::timestamptz[])
    on conflict (shard, payable_no, seq) do update set amount = excluded.amount, due_at = excluded.due_at`.execute(
    tx,
  )
}

export async function findSchedule(db: Db, payableNo: string): Promise<Instalment[]> {
  const { rows } = await sql<InstalmentRow>`
    select * from payment_instalment where shard = ${shardOfNumber(payableNo)} and payable_no = ${payableNo}
    order by seq`.execute(db)
  return rows.map(instalmentOf)
}

export type DuePart = {
  readonly tradeNo: string
  readonly buyerId: string
  readonly part: number
  readonly amount: number
  readonly currency: string
  readonly dueAt: Date
}

/**
 * Parts of open payments that fall due until `until` and are not paid, soonest first, each with what is open of it.
 * The first part of a plan is asked for by the time limit of its trade, so it is not among them. Of a part that is due
 * sooner than twice the lead, the lead is half of its time: it is never asked for together with the part before it.
 */
export async function dueParts(
  db: Db | Tx,
  {
    now,
    until,
    limit,
    after = null,
  }: {
    readonly now: Date
    readonly until: Date
    readonly limit: number
    /** The last part of the page before. */
    readonly after?: Pick<DuePart, 'tradeNo' | 'part' | 'dueAt'> | null
  },
): Promise<readonly DuePart[]> {
  const { rows } = await sql<DuePart>`
    select i.payable_no as "tradeNo", p.buyer_id as "buyerId", i.seq as part, p.currency, i.due_at as "dueAt",
      least(i.amount, p.due - p.captured - s.later) as amount
    from payment_instalment i join payment p using (shard, payable_no)
    cross join lateral (select coalesce(sum(l.amount), 0)::bigint as later from payment_instalment l
      where l.shard = i.shard and l.payable_no = i.payable_no and l.seq > i.seq) as s
    where i.amount > 0 and i.due_at > ${now} and i.due_at <= ${until} and p.state = 'open'
      and i.due_at - least(${until}::timestamptz - ${now}::timestamptz, (i.due_at - i.created_at) / 2) <= ${now}
      and (i.seq > 1 or i.kind = 'supplement') and p.due - p.captured > s.later
      and (${after === null} or (i.due_at, i.payable_no, i.seq)
        > (${after?.dueAt ?? now}::timestamptz, ${after?.tradeNo ?? ''}, ${after?.part ?? 0}::smallint))
    order by i.due_at, i.payable_no, i.seq limit ${limit}`.execute(db)
  return rows
}
