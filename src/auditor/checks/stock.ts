import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** Stock: the identity of the buckets, the journal of moves, and holds that follow their order (4, 7, 8). */
export const stockChecks: readonly Check[] = [
  {
    code: 'stock_identity',
    invariant: 4,
    only: 'whole',
    says: {
      zh: '实物不等于各库存桶之和',
      en: 'On hand is not the sum of its buckets, or a bucket is below zero',
    },
    find: () => sql`
      select sku_id || '/' || warehouse_id as subject, to_jsonb(s) as detail from stock s
      where on_hand <> available + reserved + committed + damaged + activity
        or least(available, reserved, committed, damaged, activity, in_transit) < 0`,
  },
  {
    code: 'stock_not_sum_of_moves',
    invariant: 4,
    only: 'whole',
    says: { zh: '库存桶不等于流水之和', en: 'A bucket is not the sum of its moves, or a move is missing' },
    find: () => sql`
      with moved as (
        select sku_id, warehouse_id, sum(available) as available, sum(reserved) as reserved,
          sum(committed) as committed, sum(damaged) as damaged, sum(activity) as activity,
          sum(in_transit) as in_transit, count(*) as moves, max(version) as last
        from stock_move group by sku_id, warehouse_id)
      select sku_id || '/' || warehouse_id as subject,
        jsonb_build_object('stock', to_jsonb(s), 'moves', to_jsonb(m)) as detail
      from stock s full join moved m using (sku_id, warehouse_id)
      where (coalesce(s.available, -1), coalesce(s.reserved, -1), coalesce(s.committed, -1), coalesce(s.damaged, -1),
          coalesce(s.activity, -1), coalesce(s.in_transit, -1), coalesce(s.version, -1), coalesce(s.version, -1))
        is distinct from (coalesce(m.available, 0), coalesce(m.reserved, 0), coalesce(m.committed, 0),
          coalesce(m.damaged, 0), coalesce(m.activity, 0), coalesce(m.in_transit, 0), coalesce(m.moves, 0),
          coalesce(m.last, 0))`,
  },
  {
    code: 'hold_amount_differs',
    invariant: 4,
    says: {
      zh: '锁定数量与订单行不符',
      en: 'A hold or its end moved another quantity than the order line has',
    },
    find: (scope) => sql`
      select m.ref_no || '/' || m.ref_line as subject,
        jsonb_build_object('kind', m.kind, 'quantity', l.quantity, 'sku', m.sku_id) as detail
      from stock_move m
      left join order_line l on l.shard = right(m.ref_no, 2)::smallint and l.order_no = m.ref_no
        and l.line_no = m.ref_line
      where m.step > 0 and ${among(sql`m.ref_no`, scope)}
        and (l.quantity is null or l.sku_id <> m.sku_id or not case m.kind
          when 'reserve' then m.reserved = l.quantity and m.available = -l.quantity
          when 'commit' then m.reserved = -l.quantity and m.committed = l.quantity
          when 'release' then m.reserved = -l.quantity and m.available = l.quantity
          when 'uncommit' then m.committed = -l.quantity and m.available = l.quantity
          else false end)`,
  },
  {
    code: 'hold_astray',
    invariant: 8,
    says: {
      zh: '库存锁定与订单状态不符',
      en: 'An open order without its hold, a paid one without its commit, or a closed one that still holds stock',
    },
    // The orders are found first ("offset 0"): looked up line by line, a list of thousands is read anew for each.
    find: (scope) => sql`
      select o.order_no || '/' || l.line_no as subject, jsonb_build_object('order', o.state,
        'moves', array_agg(m.kind order by m.step) filter (where m.kind is not null)) as detail
      from (select shard, order_no, state from shop_order
        where ${among(sql`order_no`, scope, sql`shard`)} offset 0) as o
      join order_line l on l.shard = o.shard and l.order_no = o.order_no and l.kind = 'goods'
      left join stock_move m on m.ref_no = l.order_no and m.ref_line = l.line_no and m.step > 0
      group by o.order_no, o.state, l.line_no
      having coalesce(array_to_string(array_agg(m.kind order by m.step), ' '), '') <> all(case o.state
        when 'created' then array['reserve']
        when 'created_cancelled' then array['reserve release']
        when 'cancelled' then array['reserve commit', 'reserve commit uncommit']
        when 'booking_failed' then array['reserve commit', 'reserve commit uncommit']
        else array['reserve commit'] end)`,
  },
]
