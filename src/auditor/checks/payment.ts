import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** An item that nobody pays for any more still owes what came in of it. */
const STILL_DUE = sql`case when i.cancelled then i.captured else i.due end`

/** Orders that ended without having been paid in full: nobody waits for their money. */
const ENDED_UNPAID = sql`(o.state = 'created_cancelled'
  or (o.state in ('cancelled', 'booking_failed') and o.payment_state <> 'paid'))`

/** Money in: bounds, sums over attempts and flows, and paid exactly when covered (2, 6, 7). */
export const paymentChecks: readonly Check[] = [
  {
    code: 'payment_out_of_bounds',
    invariant: 6,
    says: {
      zh: '实收或退款超出范围',
      en: 'Captured above due, or refunded and being refunded above captured',
    },
    find: (scope) => sql`
      select payable_no as subject, to_jsonb(p) as detail from payment p
      where ${among(sql`payable_no`, scope, sql`shard`)} and (captured not between 0 and due
        or least(refunding, refunded, surplus_refunding, surplus_refunded) < 0
        or refunding + refunded > captured or surplus_refunding + surplus_refunded > surplus)
      union all
      select payable_no || '/' || item_no, to_jsonb(i) from payment_item i
      where ${among(sql`payable_no`, scope, sql`shard`)} and (captured not between 0 and due or least(refunding, refunded) < 0
        or kept < 0 or refunding + refunded + kept > captured)`,
  },
  {
    code: 'payment_not_sum_of_items',
    invariant: 5,
    says: { zh: '支付金额不等于各支付单之和', en: 'A payment is not the sum of its items' },
    find: (scope) => sql`
      select p.payable_no as subject,
        jsonb_build_object('payment', array[p.due, p.captured, p.refunding, p.refunded],
          'items', array[sum(${STILL_DUE}), sum(i.captured), sum(i.refunding), sum(i.refunded)]) as detail
      from payment p left join payment_item i using (shard, payable_no)
      where ${among(sql`p.payable_no`, scope, sql`p.shard`)}
      group by p.shard, p.payable_no
      having (p.due, p.captured, p.refunding, p.refunded)
        is distinct from (coalesce(sum(${STILL_DUE}), 0), sum(i.captured), sum(i.refunding), sum(i.refunded))`,
  },
  {
    code: 'captured_not_sum_of_attempts',
    invariant: 6,
    says: {
      zh: '实收不等于各支付尝试之和',
      en: 'What a payment captured and holds as surplus is not what its attempts received',
    },
    find: (scope) => sql`
      select p.payable_no as subject, jsonb_build_object('captured', p.captured, 'surplus', p.surplus,
        'attempts', coalesce(sum(a.received_amount), 0)) as detail
      from payment p left join attempt a using (shard, payable_no)
      where ${among(sql`p.payable_no`, scope, sql`p.shard`)}
      group by p.shard, p.payable_no
      having p.captured <> coalesce(sum(a.captured_amount), 0)
        or p.surplus <> coalesce(sum(a.surplus_amount) filter (where a.received_currency = p.currency), 0)
        or count(*) filter (where a.captured_amount + a.surplus_amount <> a.received_amount) > 0`,
  },
  {
    code: 'shares_differ',
    invariant: 6,
    says: {
      zh: '分摊与支付尝试或份额不符',
      en: 'What attempts pay of items is not what the items captured, or what the attempts gave',
    },
    find: (scope) => sql`
      select i.payable_no || '/' || i.item_no as subject, jsonb_build_object(
        'item', array[i.captured, i.refunding, i.refunded], 'shares', s.sums) as detail
      from payment_item i cross join lateral (
        select array[coalesce(sum(amount), 0), coalesce(sum(refunding), 0), coalesce(sum(refunded), 0)]::bigint[] as sums
        from payment_share s where s.shard = i.shard and s.payable_no = i.payable_no and s.item_no = i.item_no) as s
      where ${among(sql`i.payable_no`, scope, sql`i.shard`)} and s.sums <> array[i.captured, i.refunding, i.refunded]
      union all
      select a.attempt_no, jsonb_build_object('captured', a.captured_amount, 'shares', s.given)
      from attempt a cross join lateral (
        select coalesce(sum(amount), 0) as given from payment_share s
        where s.shard = a.shard and s.payable_no = a.payable_no and s.attempt_no = a.attempt_no) as s
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)} and s.given <> a.captured_amount`,
  },
  {
    code: 'attempt_money_astray',
    invariant: 2,
    says: {
      zh: '成功的支付尝试与流水不符',
      en: 'An attempt and the flow of its money contradict each other',
    },
    find: (scope) => sql`
      select a.attempt_no as subject, jsonb_build_object('state', a.state, 'received', a.received_amount,
        'flow', f.amount, 'flowNo', f.channel_no, 'channelNo', a.channel_no) as detail
      from attempt a left join payment_flow f
        on f.shard = a.shard and f.source_no = a.attempt_no and f.direction = 'in'
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)}
        and ((a.state = 'succeeded' and a.received_amount = 0)
          or (a.state not in ('succeeded', 'conflicted') and a.received_amount > 0)
          or a.received_currency <> f.currency
          or a.received_amount is distinct from coalesce(f.amount, 0)
          or f.channel_no <> a.channel_no or f.payable_no <> a.payable_no)`,
  },
  {
    code: 'flow_astray',
    invariant: 2,
    only: 'whole',
    says: { zh: '流水没有对应的支付或退款', en: 'A flow of money belongs to no attempt and no refund' },
    find: () => sql`
      select f.source_no as subject, to_jsonb(f) as detail from payment_flow f
      left join attempt a on f.direction = 'in' and a.shard = f.shard and a.attempt_no = f.source_no
      left join refund r on f.direction = 'out' and r.shard = f.shard and r.refund_no = f.source_no
      left join sharing s on f.direction = 'out' and s.shard = f.shard and s.sharing_no = f.source_no
      left join sharing_return b on f.direction = 'in' and b.shard = f.shard and b.return_no = f.source_no
      left join refund n on f.direction = 'in' and n.shard = f.shard and n.bounce_no = f.source_no
      where a.attempt_no is null and s.sharing_no is null and b.return_no is null and n.refund_no is null
        and (r.refund_no is null or (r.state <> 'succeeded' and r.returned_at is null and r.bounce_no is null) or r.amount <> f.amount)
        and not exists (select from refund t
          where t.redirect -> 'second' ->> 'no' is not null and t.shard = f.shard and t.amount = f.amount
            and ((f.direction = 'out' and f.source_no = t.redirect -> 'second' ->> 'no')
              or (f.direction = 'in' and f.source_no = t.redirect -> 'second' ->> 'backNo')))`,
  },
  {
    code: 'paid_not_covered',
    invariant: 7,
    says: {
      zh: '已支付状态与实收不符',
      en: 'Called paid without being covered, or covered without being called paid',
    },
    find: (scope) => sql`
      select t.trade_no as subject, jsonb_build_object('trade', t.state,
        'orders', jsonb_object_agg(o.order_no, o.payment_state)) as detail
      from trade t join shop_order o
        on o.shard = t.shard and o.trade_no = t.trade_no and o.order_no = any(t.order_nos)
      where ${among(sql`t.trade_no`, scope, sql`t.shard`)}
      group by t.shard, t.trade_no
      having (t.state = 'paid') <> coalesce(bool_and(o.payment_state = 'paid') filter (where not ${ENDED_UNPAID}), false)
        or (t.state = 'paid' and t.paid_at is null) or (t.state = 'closed') <> (t.closed_at is not null)
      union all
      select p.payable_no, jsonb_build_object('payment', p.state, 'due', p.due, 'captured', p.captured)
      from payment p
      where ${among(sql`p.payable_no`, scope, sql`p.shard`)} and (p.state = 'covered') <> (p.captured = p.due and p.due > 0
        and (select count(*) from payment_item i
          where i.shard = p.shard and i.payable_no = p.payable_no and not i.cancelled) > 0)
      union all
      select o.order_no, jsonb_build_object('order', o.state, 'payment', o.payment_state, 'due', o.payable_amount,
        'received', o.received_amount, 'captured', i.captured, 'refunded', o.refunded_amount)
      from shop_order o left join payment_item i
        on i.shard = o.shard and i.payable_no = o.trade_no and i.item_no = o.order_no
      where ${among(sql`o.order_no`, scope, sql`o.shard`)} and (
        (o.payment_state = 'paid') <> (o.received_amount = o.payable_amount)
        or (o.payment_state = 'paid' and o.state in ('created', 'created_cancelled'))
        or o.received_amount <> coalesce(i.captured, 0) or o.refunded_amount <> coalesce(i.refunded, 0))`,
  },
  {
    code: 'closed_with_money',
    invariant: 7,
    says: {
      zh: '已关闭或取消的订单仍持有款项',
      en: 'A closed, declined or cancelled order keeps money that is not on its way back',
    },
    find: (scope) => sql`
      select i.item_no as subject, jsonb_build_object('trade', t.state, 'order', o.state, 'captured', i.captured,
        'refunding', i.refunding, 'refunded', i.refunded) as detail
      from payment_item i
      join trade t on t.shard = i.shard and t.trade_no = i.payable_no
      join shop_order o on o.shard = i.shard and o.order_no = i.item_no
      where ${among(sql`i.item_no`, scope, sql`i.shard`)}
        and i.captured > i.refunding + i.refunded + i.kept + (select coalesce(sum(s.disputed), 0) from payment_share s
          where s.shard = i.shard and s.payable_no = i.payable_no and s.item_no = i.item_no)
        and (t.state = 'closed' or o.state in ('created_cancelled', 'booking_failed', 'cancelled'))`,
  },
  {
    code: 'surplus_without_refund',
    invariant: 7,
    says: {
      zh: '多收款没有退款',
      en: 'A success that nobody owed has no refund of the whole surplus, nor did its payer get it by his bank',
    },
    find: (scope) => sql`
      select a.attempt_no as subject, jsonb_build_object('surplus', a.surplus_amount, 'refunds', back.amount,
        'disputes', taken.amount) as detail
      from attempt a
      cross join lateral (select coalesce(sum(r.amount), 0) as amount from refund r where r.shard = a.shard
        and r.attempt_no = a.attempt_no and r.source = 'surplus' and r.state <> 'rejected') as back
      cross join lateral (select coalesce(sum(d.covered), 0) as amount from dispute d where d.shard = a.shard
        and d.payable_no = a.payable_no and d.attempt_no = a.attempt_no) as taken
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)} and a.state = 'succeeded' and a.surplus_amount > 0
        and back.amount + taken.amount <> a.surplus_amount`,
  },
]
