import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

const SCHEDULED = sql`(select coalesce(sum(i.amount), 0)::bigint from payment_instalment i
  where i.shard = p.shard and i.payable_no = p.payable_no)`

/** What is due in parts: the parts are what is due, a paid deposit books, and only terms keep one (5, 7). */
export const scheduleChecks: readonly Check[] = [
  {
    code: 'schedule_not_due',
    invariant: 5,
    says: { zh: '付款计划之和不等于应付', en: 'The parts of a schedule are not what is due' },
    find: (scope) => sql`
      select p.payable_no as subject, jsonb_build_object('plan', p.plan, 'due', p.due, 'scheduled', ${SCHEDULED}) as detail
      from payment p
      where ${among(sql`p.payable_no`, scope, sql`p.shard`)} and p.plan is not null
        and (${SCHEDULED} > p.due or (${SCHEDULED} < p.due and exists (
          select from payment_instalment i where i.shard = p.shard and i.payable_no = p.payable_no
            and i.kind <> 'supplement')))`,
  },
  {
    code: 'deposit_unheard',
    invariant: 7,
    says: { zh: '首付已付而订单未提交', en: 'The first part of a plan is paid, and an order was not booked' },
    find: (scope) => sql`
      select o.order_no as subject, jsonb_build_object('state', o.state, 'captured', p.captured, 'first', i.amount) as detail
      from shop_order o join trade t on t.shard = o.shard and t.trade_no = o.trade_no
      join payment p on p.shard = o.shard and p.payable_no = o.trade_no
      join payment_instalment i on i.shard = p.shard and i.payable_no = p.payable_no and i.seq = 1
      where ${among(sql`o.order_no`, scope, sql`o.shard`)} and t.state = 'open' and o.state = 'created'
        and i.kind <> 'supplement' and p.captured > 0 and p.captured >= i.amount`,
  },
  {
    code: 'kept_without_terms',
    invariant: 7,
    says: {
      zh: '没收定金没有依据或未记账',
      en: 'A deposit was kept that no terms leave with the shop, of an order that goes on, or without its journal',
    },
    find: (scope) => sql`
      select k.item_no as subject, jsonb_build_object('kept', k.kept, 'order', o.state, 'deposit', i.amount) as detail
      from payment_item k join shop_order o on o.shard = k.shard and o.order_no = k.item_no
      left join payment_instalment i on i.shard = k.shard and i.payable_no = k.payable_no and i.is_kept
      where ${among(sql`k.item_no`, scope, sql`k.shard`)} and k.kept > 0
        and (i.amount is null or k.kept > i.amount or o.state <> 'cancelled' or not exists (
          select from journal j where j.ref_no = k.item_no and j.event = 'deposit_kept'))`,
  },
]
