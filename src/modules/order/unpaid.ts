import { sql } from 'kysely'
import { shardOfNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Scene } from './types.ts'

export type NearEnd = { readonly tradeNo: string; readonly expiresAt: Date }

/**
 * Open trades whose time to pay ends within their scene's lead, soonest first, after the place of the page before: a
 * secured one waits for nobody's payment, and one that was paid and owes a supplement does not end by time.
 * Of a trade that had less than twice the lead from the beginning, the lead is half of its time: a reminder never
 * comes together with the order.
 */
export async function tradesNearEnd(
  db: Db | Tx,
  near: {
    readonly leads: readonly { readonly scene: Scene; readonly beforeCloseMinutes: number }[]
    readonly now: Date
    readonly after: NearEnd | null
    readonly limit: number
  },
): Promise<readonly NearEnd[]> {
  const { leads, now, after, limit } = near
  const widest = Math.max(...leads.map(({ beforeCloseMinutes }) => beforeCloseMinutes))
  const { rows } = await sql<NearEnd>`
    select trade_no as "tradeNo", expires_at as "expiresAt" from trade
    join unnest(${texts(leads.map(({ scene }) => scene))}::text[],
      ${ints(leads.map(({ beforeCloseMinutes }) => beforeCloseMinutes))}::int[]) as lead(scene, minutes) using (scene)
    where state = 'open' and secured_by is null and paid_at is null
      and expires_at > ${now} and expires_at >= ${after?.expiresAt ?? now}::timestamptz
      and expires_at <= ${now}::timestamptz + make_interval(mins => ${widest}::int)
      and (${after === null} or (expires_at, trade_no) > (${after?.expiresAt ?? now}, ${after?.tradeNo ?? ''}))
      and expires_at - least(make_interval(mins => lead.minutes), (expires_at - placed_at) / 2) <= ${now}
    order by expires_at, trade_no limit ${limit}`.execute(db)
  return rows
}

/** Trades by number, as somebody who is told about them needs to know them; locks nothing. */
export type TradeFacts = {
  readonly tradeNo: string
  readonly buyerId: string
  readonly state: string
  /** Money is promised for it (held, or paid at the door): its time limit does not end it. */
  readonly isSecured: boolean
  readonly scene: Scene
  readonly currency: string
  readonly payable: number
  readonly expiresAt: Date
  readonly closeReason: string | null
  /** `left`: what the order still needs. */
  readonly orders: readonly { readonly orderNo: string; readonly shopId: number; readonly left: number }[]
}

export async function tradeFacts(db: Db | Tx, tradeNos: readonly string[]): Promise<Map<string, TradeFacts>> {
  const found = new Map<string, TradeFacts & { readonly orders: TradeFacts['orders'][number][] }>()
  if (tradeNos.length === 0) return found
  const { rows } = await sql<Omit<TradeFacts, 'orders'> & TradeFacts['orders'][number]>`
    select t.trade_no as "tradeNo", t.buyer_id as "buyerId", t.state, t.secured_by is not null as "isSecured", t.scene,
      t.currency, t.payable_amount as payable, t.expires_at as "expiresAt", t.close_reason as "closeReason",
      o.order_no as "orderNo", o.shop_id as "shopId", o.payable_amount - o.received_amount as left
    from unnest(${ints(tradeNos.map(shardOfNumber))}::smallint[], ${texts(tradeNos)}::text[]) as w(shard, trade_no)
    join trade t using (shard, trade_no)
    join shop_order o on o.shard = t.shard and o.order_no = any(t.order_nos)
    order by t.trade_no, o.order_no`.execute(db)
  for (const { orderNo, shopId, left, ...trade } of rows) {
    const order = { orderNo, shopId, left }
    const known = found.get(trade.tradeNo)
    if (known) known.orders.push(order)
    else found.set(trade.tradeNo, { ...trade, orders: [order] })
  }
  return found
}
