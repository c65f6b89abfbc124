import { type RawBuilder, sql } from 'kysely'
import { shardOf, shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
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
  readonly shopIds?: readonly number[]
  readonly states?: readonly OrderState[]
  /** An order or trade number, or its end. */
  readonly no?: string
  readonly phone?: string
  readonly product?: string
  readonly from?: Date
  readonly to?: Date
  readonly cursor?: string
  readonly limit?: number
}

/** Orders, newest first (row H11). The cursor is the last order's number. */
export async function listOrders(
  db: Db,
  filter: OrderFilter,
): Promise<{ items: Order[]; nextCursor: string | null }> {
  const limit = filter.limit ?? 20
  const { rows } = await sql<OrderRow>`
    select o.* from shop_order o where ${sql.join(conditions(filter), sql` and `)}
    order by o.order_no desc limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit).map(orderOf)
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.orderNo : null }
}

function conditions(filter: OrderFilter): RawBuilder<unknown>[] {
  const all: RawBuilder<unknown>[] = [sql`true`]
  const { buyerId, shopIds, states, no, phone, product, from, to, cursor } = filter
  if (buyerId !== undefined) all.push(sql`o.shard = ${shardOf(buyerId)} and o.buyer_id = ${buyerId}`)
  if (shopIds !== undefined) all.push(sql`o.shop_id = any(${ints(shopIds)}::bigint[])`)
  if (states !== undefined) all.push(sql`o.state = any(${texts(states)}::text[])`)
  if (no !== undefined)
    all.push(sql`(o.order_no like ${`%${digits(no)}`} or o.trade_no like ${`%${digits(no)}`})`)
  if (from !== undefined) all.push(sql`o.placed_at >= ${from}`)
  if (to !== undefined) all.push(sql`o.placed_at < ${to}`)
  if (cursor !== undefined) all.push(sql`o.order_no < ${cursor}`)
  if (phone !== undefined)
    all.push(sql`exists (select from trade t where t.shard = o.shard and t.trade_no = o.trade_no
      and t.address->>'phone' like ${`%${digits(phone)}`})`)
  if (product !== undefined)
    all.push(sql`exists (select from order_line l where l.shard = o.shard and l.order_no = o.order_no
      and position(lower(${product}) in lower(l.title)) > 0)`)
  return all
}

const digits = (text: string): string => text.replaceAll(/\D/g, '')

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
