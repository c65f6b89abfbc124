import { sql } from 'kysely'
import { assert, present } from '../../kernel/assert.ts'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import type { Amounts, OrderBook } from './types.ts'

type Priced = { readonly no: string; readonly amounts: Amounts }

const columns = (of: readonly Priced[]) => sql`
  unnest(${ints(of.map(({ no }) => shardOfNumber(no)))}::smallint[], ${texts(of.map(({ no }) => no))}::text[],
    ${ints(of.map(({ amounts }) => amounts.goods))}::bigint[], ${ints(of.map(({ amounts }) => amounts.shopDiscount))}::bigint[],
    ${ints(of.map(({ amounts }) => amounts.payable))}::bigint[]) as n(shard, no, goods, discount, payable)`

/** Writes prices that grew by a supplement or shrank by a waiver; rare, so it costs other batches nothing. */
export async function saveRepriced(tx: Tx, book: OrderBook): Promise<void> {
  const orders = [...book.repriced]
  if (orders.length === 0) return
  const trades = [...new Set(orders.map(({ tradeNo }) => tradeNo))].map((no) =>
    present(book.trades.get(no), `trade ${no}`),
  )
  const ofTrades = await sql`
    update trade t set goods_amount = n.goods, shop_discount = n.discount, payable_amount = n.payable
    from ${columns(trades.map(({ tradeNo: no, amounts }) => ({ no, amounts })))}
    where t.shard = n.shard and t.trade_no = n.no`.execute(tx)
  const ofOrders = await sql`
    update shop_order o set goods_amount = n.goods, shop_discount = n.discount, payable_amount = n.payable
    from ${columns(orders.map(({ orderNo: no, amounts }) => ({ no, amounts })))}
    where o.shard = n.shard and o.order_no = n.no`.execute(tx)
  const isNew = new Set(book.supplements)
  const lines = orders
    .flatMap(({ orderNo }) => book.lines.get(orderNo) ?? [])
    .filter((line) => !isNew.has(line))
  const ofLines = await sql`
    update order_line l set shop_discount = n.discount, payable_amount = n.payable, stages = n.stages::smallint[],
      stage_amounts = n.stage_amounts::bigint[]
    from unnest(${ints(lines.map((l) => shardOfNumber(l.orderNo)))}::smallint[],
      ${texts(lines.map((l) => l.orderNo))}::text[], ${ints(lines.map((l) => l.lineNo))}::smallint[],
      ${ints(lines.map((l) => l.amounts.shopDiscount))}::bigint[], ${ints(lines.map((l) => l.amounts.payable))}::bigint[],
      ${texts(lines.map((l) => ints(l.stages)))}::text[], ${texts(lines.map((l) => ints(l.stageAmounts)))}::text[])
      as n(shard, no, line, discount, payable, stages, stage_amounts)
    where l.shard = n.shard and l.order_no = n.no and l.line_no = n.line`.execute(tx)
  const counted = [ofTrades, ofOrders, ofLines].map(({ numAffectedRows }) => Number(numAffectedRows))
  assert(
    counted.join() === [trades.length, orders.length, lines.length].join(),
    'a price changed under its lock',
  )
}
