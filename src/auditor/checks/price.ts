import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** Prices: every component of every line, and Σ children = parent through every split (5). */
export const priceChecks: readonly Check[] = [
  {
    code: 'line_components',
    invariant: 5,
    says: {
      zh: '订单行各部分不等于应付，或有负数',
      en: 'The components of a line do not make what is owed, or one is below zero',
    },
    find: (scope) => sql`
      select order_no || '/' || line_no as subject, to_jsonb(l) - 'stages' - 'stage_amounts' as detail
      from order_line l
      where ${among(sql`order_no`, scope, sql`shard`)} and (
        goods_amount - shop_discount - platform_discount - points_amount + freight_amount + tax_amount <> payable_amount
        or goods_amount <> unit_price * quantity
        or least(goods_amount, shop_discount, platform_discount, points_amount, freight_amount, tax_amount,
          payable_amount) < 0
        or shop_discount + platform_discount + points_amount > goods_amount + freight_amount
        or refunded_quantity not between 0 and quantity)`,
  },
  {
    code: 'price_ledger_differs',
    invariant: 5,
    says: { zh: '价格阶段之和不等于应付', en: 'The price stages of a line do not add up to what is owed' },
    find: (scope) => sql`
      select order_no || '/' || line_no as subject,
        jsonb_build_object('stages', stage_amounts, 'payable', payable_amount) as detail
      from order_line
      where ${among(sql`order_no`, scope, sql`shard`)} and (cardinality(stages) <> cardinality(stage_amounts)
        or (select coalesce(sum(amount), 0) from unnest(stage_amounts) as amount) <> payable_amount)`,
  },
  {
    code: 'order_not_sum_of_lines',
    invariant: 5,
    says: { zh: '子单金额不等于订单行之和', en: 'An amount of an order is not the sum of its lines' },
    find: (scope) => sql`
      select o.order_no as subject, jsonb_build_object('payable', o.payable_amount, 'lines', sum(l.payable_amount)) as detail
      from shop_order o left join order_line l using (shard, order_no)
      where ${among(sql`o.order_no`, scope, sql`o.shard`)}
      group by o.shard, o.order_no
      having (o.goods_amount, o.shop_discount, o.platform_discount, o.points_amount, o.freight_amount, o.tax_amount,
          o.payable_amount)
        is distinct from (sum(l.goods_amount), sum(l.shop_discount), sum(l.platform_discount), sum(l.points_amount),
          sum(l.freight_amount), sum(l.tax_amount), sum(l.payable_amount))`,
  },
  {
    code: 'trade_not_sum_of_orders',
    invariant: 5,
    says: { zh: '父单金额不等于子单之和', en: 'An amount of a trade is not the sum of its orders' },
    find: (scope) => sql`
      select t.trade_no as subject, jsonb_build_object('payable', t.payable_amount, 'orders', sum(o.payable_amount),
        'named', t.order_nos, 'found', array_agg(o.order_no order by o.order_no)) as detail
      from trade t left join shop_order o
        on o.shard = t.shard and o.trade_no = t.trade_no and o.order_no = any(t.order_nos)
      where ${among(sql`t.trade_no`, scope, sql`t.shard`)}
      group by t.shard, t.trade_no
      having (t.goods_amount, t.shop_discount, t.platform_discount, t.points_amount, t.freight_amount, t.payable_amount)
        is distinct from (sum(o.goods_amount), sum(o.shop_discount), sum(o.platform_discount), sum(o.points_amount),
          sum(o.freight_amount), sum(o.payable_amount))
        or array_agg(o.order_no order by o.order_no)
          is distinct from (select array_agg(no order by no) from unnest(t.order_nos) as no)
        or count(*) filter (where o.buyer_id <> t.buyer_id or o.currency <> t.currency) > 0
      union all
      select o.order_no, jsonb_build_object('trade', o.trade_no, 'named', t.order_nos)
      from shop_order o left join trade t on t.shard = o.shard and t.trade_no = o.trade_no
      where ${among(sql`o.order_no`, scope, sql`o.shard`)}
        and (t.trade_no is null or o.order_no <> all(t.order_nos))`,
  },
  {
    code: 'due_differs',
    invariant: 5,
    says: {
      zh: '支付应付与订单应付不符',
      en: 'What is due for payment is not what the trade and its orders owe',
    },
    find: (scope) => sql`
      select o.order_no as subject, jsonb_build_object('payable', o.payable_amount, 'due', i.due, 'state', o.state,
        'cancelled', i.cancelled) as detail
      from shop_order o
      left join payment p on p.shard = o.shard and p.payable_no = o.trade_no
      left join payment_item i on i.shard = o.shard and i.payable_no = o.trade_no and i.item_no = o.order_no
      where ${among(sql`o.order_no`, scope, sql`o.shard`)} and (
        (p.payable_no is not null and o.payable_amount > 0
          and not (i.item_no is null and o.state = 'created_cancelled') and (i.due is distinct from o.payable_amount
          or p.currency <> o.currency or i.payee_id <> o.shop_id))
        or (p.payable_no is null and o.received_amount > 0))`,
  },
]
