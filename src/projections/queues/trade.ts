import { sql } from 'kysely'
import type { WorkItem, WorkQueue } from '../types.ts'

/** Paid orders that the merchant must confirm: a room quickly, goods within the day. */
const toConfirm: WorkQueue = {
  code: 'orders_to_confirm',
  title: { zh: '待确认的订单', en: 'Orders awaiting confirmation' },
  permission: 'order.read',
  merchants: true,
  find: ({ shopId }) => sql<WorkItem>`
    select o.order_no as key, o.order_no as no, s.name as subject, o.payable_amount as amount, o.currency, o.state,
      coalesce(o.paid_at, o.placed_at) as since,
      coalesce(o.paid_at, o.placed_at)
        + case o.scene when 'hotel' then interval '30 minutes' else interval '24 hours' end as "deadlineAt",
      null as link
    from shop_order o left join shop s on s.id = o.shop_id
    where not o.auto_confirm and o.state = 'pending_confirmation'
      and (${shopId}::bigint is null or o.shop_id = ${shopId})`,
}

/** Stock is held and the channel has not said yet that nothing will come: ten minutes are more than it ever needs. */
const closing: WorkQueue = {
  code: 'trades_closing',
  title: { zh: '关闭过久的交易', en: 'Trades closing for too long' },
  permission: 'payment.check',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    select t.trade_no as key, t.trade_no as no, t.close_reason as subject, t.payable_amount as amount, t.currency,
      t.state, t.closing_since as since, t.closing_since + interval '30 minutes' as "deadlineAt", null as link
    from trade t
    where t.state = 'closing' and t.closing_since <= ${now}::timestamptz - interval '10 minutes'`,
}

const costMissing: WorkQueue = {
  code: 'cost_missing',
  title: { zh: '缺少成本价的规格', en: 'SKUs without a cost' },
  permission: 'product.write',
  merchants: true,
  find: ({ shopId }) => sql<WorkItem>`
    select lpad(k.id::text, 19, '0') as key, k.id::text as no, p.title as subject, k.price as amount, k.currency,
      k.state, k.created_at as since, k.created_at + interval '7 days' as "deadlineAt", '/products/' || p.id as link
    from sku k join spu p on p.id = k.spu_id
    where k.cost is null and k.state = 'active' and (${shopId}::bigint is null or p.shop_id = ${shopId})`,
}

export const tradeQueues: readonly WorkQueue[] = [toConfirm, closing, costMissing]
