import { sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { bools, ints, jsons, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { saveHistory } from '../../platform/history.ts'
import { saveRepriced } from './adjust-store.ts'
import { type LineRow, lineOf, type OrderRow, orderOf, type TradeRow, tradeOf } from './rows.ts'
import { emptyOrderBook, type OrderBook } from './types.ts'

const shards = (nos: readonly string[]): string => ints(nos.map(shardOfNumber))

/** The trades that orders belong to: a link that never changes, so it is read without a lock. */
export async function tradeNosOf(tx: Tx, orderNos: readonly string[]): Promise<Map<string, string>> {
  if (orderNos.length === 0) return new Map()
  const { rows } = await sql<{ order_no: string; trade_no: string }>`
    select o.order_no, o.trade_no from shop_order o
    join unnest(${shards(orderNos)}::smallint[], ${texts(orderNos)}::text[]) as w(shard, order_no)
      using (shard, order_no)`.execute(tx)
  return new Map(rows.map((row) => [row.order_no, row.trade_no]))
}

/** What is read of the lines of orders: nothing, what they are called, or all. */
export type LinesRead = 'none' | 'titles' | 'whole'

/**
 * Locks trades in sorted order, then reads them with their orders (and lines): a trade's lock guards its orders, so
 * every command that changes an order takes it. Trades that do not exist are simply absent.
 */
export async function lockTrades(
  tx: Tx,
  tradeNos: readonly string[],
  linesRead: LinesRead,
): Promise<OrderBook> {
  const book = emptyOrderBook()
  const wanted = [...new Set(tradeNos)]
  if (wanted.length === 0) return book
  const { rows: trades } = await sql<TradeRow>`
    select t.* from trade t
    join unnest(${shards(wanted)}::smallint[], ${texts(wanted)}::text[]) as w(shard, trade_no) using (shard, trade_no)
    order by t.shard, t.trade_no for no key update of t`.execute(tx)
  for (const row of trades) book.trades.set(row.trade_no, tradeOf(row))
  const orderNos = trades.flatMap((row) => row.order_nos)
  if (orderNos.length === 0) return book
  const nos = sql`unnest(${shards(orderNos)}::smallint[], ${texts(orderNos)}::text[]) as w(shard, order_no)`
  const { rows: orders } = await sql<OrderRow>`
    select o.* from shop_order o join ${nos} using (shard, order_no)`.execute(tx)
  for (const row of orders) book.orders.set(row.order_no, orderOf(row))
  if (linesRead === 'titles') {
    const { rows } = await sql<Pick<LineRow, 'order_no' | 'title'>>`
      select l.order_no, l.title from order_line l join ${nos} using (shard, order_no)
      order by l.order_no, l.line_no`.execute(tx)
    for (const { order_no, title } of rows) addTo(book.titles, order_no, title)
  }
  if (linesRead !== 'whole') return book
  const { rows: lines } = await sql<LineRow>`
    select l.* from order_line l join ${nos} using (shard, order_no) order by l.order_no, l.line_no`.execute(
    tx,
  )
  for (const row of lines) {
    addTo(book.lines, row.order_no, lineOf(row))
    addTo(book.titles, row.order_no, row.title)
  }
  return book
}

function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key)
  if (known) known.push(item)
  else lists.set(key, [item])
}

/** Writes what the batch did: one statement per table. */
export async function saveOrders(tx: Tx, book: OrderBook, now: Date): Promise<void> {
  const { placed, touched } = book
  if (placed.trades.length > 0) {
    await insertTrades(tx, book)
    await insertOrders(tx, book)
    await insertLines(tx, placed.lines)
  }
  const isNew = new Set<unknown>([...placed.trades, ...placed.orders])
  const trades = [...touched.trades].filter((trade) => !isNew.has(trade))
  if (trades.length > 0) await updateTrades(tx, trades)
  const orders = [...touched.orders].filter((order) => !isNew.has(order))
  if (orders.length > 0) await updateOrders(tx, orders)
  if (book.supplements.length > 0) await insertLines(tx, book.supplements)
  if (touched.lines.size > 0) await updateLines(tx, [...touched.lines])
  await saveRepriced(tx, book)
  await saveHistory(tx, book.steps, now)
}

async function insertTrades(tx: Tx, { placed: { trades } }: OrderBook): Promise<void> {
  const amount = (of: keyof (typeof trades)[number]['amounts']) => ints(trades.map((t) => t.amounts[of]))
  await sql`
    insert into trade (shard, trade_no, buyer_id, state, scene, currency, goods_amount, shop_discount,
      platform_discount, points_amount, freight_amount, payable_amount, order_nos, address, invoice, quote_hash,
      placed_at, expires_at, paid_at, version)
    select shard, no, buyer, state, scene, currency, goods, shop, platform, points, freight, payable,
      string_to_array(orders, ','), address::jsonb, invoice::jsonb, hash, placed, expires, paid, version
    from unnest(${shards(trades.map((t) => t.tradeNo))}::smallint[], ${texts(trades.map((t) => t.tradeNo))}::text[],
      ${texts(trades.map((t) => t.buyerId))}::text[], ${texts(trades.map((t) => t.state))}::text[],
      ${texts(trades.map((t) => t.scene))}::text[], ${texts(trades.map((t) => t.currency))}::text[],
      ${amount('goods')}::bigint[], ${amount('shopDiscount')}::bigint[], ${amount('platformDiscount')}::bigint[],
      ${amount('points')}::bigint[], ${amount('freight')}::bigint[], ${amount('payable')}::bigint[],
      ${texts(trades.map((t) => t.orderNos.join(',')))}::text[],
      ${jsons(trades.map((t) => t.address))}::text[], ${jsons(trades.map((t) => t.invoice))}::text[],
      ${texts(trades.map((t) => t.quoteHash))}::text[], ${times(trades.map((t) => t.placedAt))}::timestamptz[],
      ${times(trades.map((t) => t.expiresAt))}::timestamptz[], ${times(trades.map((t) => t.paidAt))}::timestamptz[],
      ${ints(trades.map((t) => t.version))}::int[])
      as n(shard, no, buyer, state, scene, currency, goods, shop, platform, points, freight, payable, orders, address,
        invoice, hash, placed, expires, paid, version)`.execute(tx)
}

async function insertOrders(tx: Tx, { placed: { orders } }: OrderBook): Promise<void> {
  const amount = (of: keyof (typeof orders)[number]['amounts']) => ints(orders.map((o) => o.amounts[of]))
  await sql`
    insert into shop_order (shard, order_no, trade_no, shop_id, buyer_id, state, payment_state, scene, currency,
      goods_amount, shop_discount, platform_discount, points_amount, freight_amount, payable_amount, received_amount,
      auto_confirm, allocation_no, remark, placed_at, paid_at, confirmed_at, version)
    select * from unnest(${shards(orders.map((o) => o.orderNo))}::smallint[],
      ${texts(orders.map((o) => o.orderNo))}::text[], ${texts(orders.map((o) => o.tradeNo))}::text[],
      ${ints(orders.map((o) => o.shopId))}::bigint[], ${texts(orders.map((o) => o.buyerId))}::text[],
      ${texts(orders.map((o) => o.state))}::text[], ${texts(orders.map((o) => o.paymentState))}::text[],
      ${texts(orders.map((o) => o.scene))}::text[], ${texts(orders.map((o) => o.currency))}::text[],
      ${amount('goods')}::bigint[], ${amount('shopDiscount')}::bigint[], ${amount('platformDiscount')}::bigint[],
      ${amount('points')}::bigint[], ${amount('freight')}::bigint[], ${amount('payable')}::bigint[],
      ${ints(orders.map((o) => o.received))}::bigint[], ${bools(orders.map((o) => o.autoConfirm))}::boolean[],
      ${texts(orders.map((o) => o.allocationNo))}::text[], ${texts(orders.map((o) => o.remark))}::text[],
      ${times(orders.map((o) => o.placedAt))}::timestamptz[], ${times(orders.map((o) => o.paidAt))}::timestamptz[],
      ${times(orders.map((o) => o.confirmedAt))}::timestamptz[], ${ints(orders.map((o) => o.version))}::int[])`.execute(
    tx,
  )
}

async function insertLines(tx: Tx, lines: OrderBook['placed']['lines']): Promise<void> {
  const amount = (of: keyof (typeof lines)[number]['amounts']) => ints(lines.map((l) => l.amounts[of]))
  await sql`
    insert into order_line (shard, order_no, line_no, kind, sku_id, spu_id, warehouse_id, catalog_version, title, spec_text,
      image, quantity, unit_price, goods_amount, shop_discount, platform_discount, points_amount, freight_amount,
      payable_amount, stages, stage_amounts)
    select shard, no, line, kind, sku, spu, warehouse, version, title, spec, image, quantity, price, goods, shop, platform,
      points, freight, payable, stages::smallint[], amounts::bigint[]
    from unnest(${shards(lines.map((l) => l.orderNo))}::smallint[], ${texts(lines.map((l) => l.orderNo))}::text[],
      ${ints(lines.map((l) => l.lineNo))}::smallint[], ${texts(lines.map((l) => l.kind))}::text[],
      ${ints(lines.map((l) => l.skuId))}::bigint[], ${ints(lines.map((l) => l.spuId))}::bigint[], ${ints(lines.map((l) => l.warehouseId))}::int[],
      ${ints(lines.map((l) => l.catalogVersion))}::bigint[], ${texts(lines.map((l) => l.title))}::text[],
      ${texts(lines.map((l) => l.specText))}::text[], ${texts(lines.map((l) => l.image))}::text[],
      ${ints(lines.map((l) => l.quantity))}::int[], ${ints(lines.map((l) => l.unitPrice))}::bigint[],
      ${amount('goods')}::bigint[], ${amount('shopDiscount')}::bigint[], ${amount('platformDiscount')}::bigint[],
      ${amount('points')}::bigint[], ${amount('freight')}::bigint[], ${amount('payable')}::bigint[],
      ${texts(lines.map((l) => ints(l.stages)))}::text[], ${texts(lines.map((l) => ints(l.stageAmounts)))}::text[])
      as n(shard, no, line, kind, sku, spu, warehouse, version, title, spec, image, quantity, price, goods, shop, platform,
        points, freight, payable, stages, amounts)`.execute(tx)
}

async function updateTrades(tx: Tx, trades: OrderBook['placed']['trades']): Promise<void> {
  const { numAffectedRows } = await sql`
    update trade t set state = n.state, expires_at = n.expires, secured_by = n.secured, closing_since = n.closing,
      paid_at = n.paid, closed_at = n.closed, close_reason = n.reason, version = n.version
    from unnest(${shards(trades.map((t) => t.tradeNo))}::smallint[], ${texts(trades.map((t) => t.tradeNo))}::text[],
      ${texts(trades.map((t) => t.state))}::text[], ${times(trades.map((t) => t.expiresAt))}::timestamptz[],
      ${texts(trades.map((t) => t.securedBy))}::text[], ${times(trades.map((t) => t.closingSince))}::timestamptz[],
      ${times(trades.map((t) => t.paidAt))}::timestamptz[], ${times(trades.map((t) => t.closedAt))}::timestamptz[],
      ${texts(trades.map((t) => t.closeReason))}::text[], ${ints(trades.map((t) => t.version))}::int[])
      as n(shard, no, state, expires, secured, closing, paid, closed, reason, version)
    where t.shard = n.shard and t.trade_no = n.no and t.version <= n.version`.execute(tx)
  assert(Number(numAffectedRows) === trades.length, 'a locked trade changed under the batch')
}

async function updateOrders(tx: Tx, orders: OrderBook['placed']['orders']): Promise<void> {
  const at = (of: 'paidAt' | 'confirmedAt' | 'completedAt' | 'cancelledAt') => times(orders.map((o) => o[of]))
  const { numAffectedRows } = await sql`
    update shop_order o set state = n.state, payment_state = n.payment_state, received_amount = n.received,
      refunded_amount = n.refunded, allocation_no = n.allocation, paid_at = n.paid, confirmed_at = n.confirmed,
      completed_at = n.completed, cancelled_at = n.cancelled, cancel_reason = n.reason, version = n.version
    from unnest(${shards(orders.map((o) => o.orderNo))}::smallint[], ${texts(orders.map((o) => o.orderNo))}::text[],
      ${texts(orders.map((o) => o.state))}::text[], ${texts(orders.map((o) => o.paymentState))}::text[],
      ${ints(orders.map((o) => o.received))}::bigint[], ${ints(orders.map((o) => o.refunded))}::bigint[],
      ${texts(orders.map((o) => o.allocationNo))}::text[], ${at('paidAt')}::timestamptz[],
      ${at('confirmedAt')}::timestamptz[], ${at('completedAt')}::timestamptz[], ${at('cancelledAt')}::timestamptz[],
      ${texts(orders.map((o) => o.cancelReason))}::text[], ${ints(orders.map((o) => o.version))}::int[])
      as n(shard, no, state, payment_state, received, refunded, allocation, paid, confirmed, completed, cancelled,
        reason, version)
    where o.shard = n.shard and o.order_no = n.no and o.version <= n.version`.execute(tx)
  assert(Number(numAffectedRows) === orders.length, 'an order changed under its trade lock')
}

async function updateLines(tx: Tx, lines: OrderBook['placed']['lines']): Promise<void> {
  const { numAffectedRows } = await sql`
    update order_line l set refunded_quantity = n.quantity
    from unnest(${shards(lines.map((l) => l.orderNo))}::smallint[], ${texts(lines.map((l) => l.orderNo))}::text[],
      ${ints(lines.map((l) => l.lineNo))}::smallint[], ${ints(lines.map((l) => l.refundedQuantity))}::int[])
      as n(shard, no, line, quantity)
    where l.shard = n.shard and l.order_no = n.no and l.line_no = n.line`.execute(tx)
  assert(Number(numAffectedRows) === lines.length, 'a line is missing')
}
