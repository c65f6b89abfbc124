import { type RawBuilder, sql } from 'kysely'
import { shardOf, shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { newestByNumber, type Page } from '../../platform/newest.ts'
import { type LineRow, lineOf, type OrderRow, orderOf, type TradeRow, tradeOf } from './rows.ts'
import type { Order, OrderLine, OrderState, Trade } from './types.ts'

export async function findTrade(db: Db, tradeNo: string): Promise<Trade | undefined> {
  const { rows } = await sql<TradeRow>`
    select * from trade where shard = ${shardOfNumber(tradeNo)} and trade_no = ${tradeNo}`.execute(db)
  return rows[0] && tradeOf(rows[0])
}

export async function findTrades(db: Db | Tx, tradeNos: readonly string[]): Promise<Trade[]> {
  const { rows } = await sql<TradeRow>`
    select t.* from trade t
    join unnest(${ints(tradeNos.map(shardOfNumber))}::smallint[], ${texts(tradeNos)}::text[])
      as w(shard, trade_no) using (shard, trade_no)`.execute(db)
  return rows.map(tradeOf)
}

export async function findOrders(db: Db | Tx, orderNos: readonly string[]): Promise<Order[]> {
  const { rows } = await sql<OrderRow>`
    select o.* from shop_order o
    join unnest(${ints(orderNos.map(shardOfNumber))}::smallint[], ${texts(orderNos)}::text[])
      with ordinality as w(shard, order_no, place) using (shard, order_no) order by w.place`.execute(db)
  return rows.map(orderOf)
}

export async function findLines(db: Db, orderNos: readonly string[]): Promise<OrderLine[]> {
  const { rows } = await sql<LineRow>`
    select l.* from order_line l
    join unnest(${ints(orderNos.map(shardOfNumber))}::smallint[], ${texts(orderNos)}::text[])
      as w(shard, order_no) using (shard, order_no) order by l.order_no, l.line_no`.execute(db)
  return rows.map(lineOf)
}

export type OrderFilter = {
  /** Whose orders: exactly one of the two for a buyer or a merchant, neither for the platform. */
  readonly buyerId?: string
  readonly shopId?: number
  readonly states?: readonly OrderState[]
  /** An order or trade number, or its end: digits. */
  readonly no?: string
  /** Of who is delivered to, or its end. */
  readonly phone?: string
  readonly product?: string
  readonly from?: Date
  readonly to?: Date
  readonly cursor?: string
  readonly limit?: number
}

/** Orders, newest first (row H11). The cursor is a number: the page begins behind its moment. */
export async function listOrders(db: Db, filter: OrderFilter): Promise<Page<Order>> {
  const { buyerId, shopId, no, cursor, from, to, limit = 20 } = filter
  const reach: RawBuilder<unknown>[] = []
  if (buyerId !== undefined) reach.push(sql`o.shard = ${shardOf(buyerId)} and o.buyer_id = ${buyerId}`)
  if (shopId !== undefined) reach.push(sql`o.shop_id = ${shopId}`)
  if (no !== undefined && no.length >= TELLING)
    reach.push(sql`o.order_no = any(${texts(await numbersEndingIn(db, no))}::text[])`)
  const { items, nextCursor } = await newestByNumber<OrderRow>(db, {
    table: sql`shop_order o`,
    row: sql`o.*`,
    no: sql`o.order_no`,
    kind: 'order',
    reach,
    filters: conditions(filter),
    from,
    to,
    cursor,
    limit,
  })
  return { items: items.map(orderOf), nextCursor }
}

function conditions({ states, no, phone, product, from, to }: OrderFilter): RawBuilder<unknown>[] {
  const all: RawBuilder<unknown>[] = []
  if (no !== undefined && no.length < TELLING)
    all.push(sql`(o.order_no like ${`%${no}`} or o.trade_no like ${`%${no}`})`)
  if (states !== undefined) all.push(sql`o.state = any(${texts(states)}::text[])`)
  if (from !== undefined) all.push(sql`o.placed_at >= ${from}`)
  if (to !== undefined) all.push(sql`o.placed_at < ${to}`)
  if (phone !== undefined)
    all.push(sql`exists (select from trade t where t.shard = o.shard and t.trade_no = o.trade_no
      and t.address->>'phone' like ${`%${phone}`})`)
  if (product !== undefined)
    all.push(sql`exists (select from order_line l where l.shard = o.shard and l.order_no = o.order_no
      and position(lower(${product}) in lower(l.title)) > 0)`)
  return all
}

/** An end of so many digits is shared by few numbers; a shorter one fits so many that it is met on the way. */
const TELLING = 4
/** Of more orders that share an end, the newest are found. */
const MOST_ALIKE = 1_000

/**
 * Orders whose number, or whose trade's, is this or ends so. The last two digits name the shard, so that an end is
 * looked for in a hundredth of the numbers.
 */
async function numbersEndingIn(db: Db, digits: string): Promise<string[]> {
  const shard = shardOfNumber(digits)
  // A whole number is looked up; an end is compared with the numbers of its shard.
  const fits = (no: RawBuilder<string>) =>
    digits.length === 22 ? sql`${no} = ${digits}` : sql`${no} like ${`%${digits}`}`
  const { rows } = await sql<{ order_no: string }>`
    (select order_no from shop_order where shard = ${shard} and ${fits(sql`order_no`)}
      order by substr(order_no, 3) desc limit ${MOST_ALIKE})
    union
    (select unnest(order_nos) from trade where shard = ${shard} and ${fits(sql`trade_no`)}
      order by substr(trade_no, 3) desc limit ${MOST_ALIKE})`.execute(db)
  return rows.map((row) => row.order_no)
}

export type TimelineRow = {
  version: number
  no: string
  move: string
  actor: string
  reason: string | null
  at: Date
  recordedAt: Date
}

/** The append-only event log of some numbers (row H12), oldest first. */
export async function timelineOf(db: Db, nos: readonly string[]): Promise<TimelineRow[]> {
  const { rows } = await sql<TimelineRow>`
    select h.no, h.version, h.move, h.actor, h.reason, h.occurred_at as at, h.recorded_at as "recordedAt"
    from history h
    join unnest(${ints(nos.map(shardOfNumber))}::smallint[], ${texts(nos)}::text[]) as w(shard, no) using (shard, no)
    order by h.recorded_at, h.no, h.version`.execute(db)
  return rows
}

/** Trades past their time (secured ones wait for their money), and trades that have been closing for longer than stock may be held. */
export async function dueTrades(db: Db, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ trade_no: string }>`
    select trade_no from trade where state = 'open' and secured_by is null and expires_at <= ${now} order by expires_at limit ${limit}`.execute(
    db,
  )
  return rows.map((row) => row.trade_no)
}

export async function closingTrades(db: Db, limit: number): Promise<string[]> {
  const { rows } = await sql<{ trade_no: string }>`
    select trade_no from trade where state = 'closing' order by closing_since limit ${limit}`.execute(db)
  return rows.map((row) => row.trade_no)
}
