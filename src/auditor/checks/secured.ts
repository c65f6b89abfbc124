import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** What stands behind a trade by promise: open attempts that hold its money, or will collect it. */
const PROMISED = sql`(select coalesce(sum(a.amount), 0) from attempt a
  where a.shard = p.shard and a.payable_no = p.payable_no and a.is_open and a.state = 'authorized'
    and a.capture = 'manual')`

/** Money that is promised and not ours yet: orders that stand on it, and what becomes of it (7, 11). */
export const securedChecks: readonly Check[] = [
  {
    code: 'promise_missing',
    invariant: 7,
    says: { zh: '担保订单没有担保', en: 'A secured trade has no promise that covers what is due' },
    find: (scope) => sql`
      select t.trade_no as subject, jsonb_build_object('by', t.secured_by, 'due', p.due, 'captured', p.captured,
        'promised', ${PROMISED}) as detail
      from trade t left join payment p on p.shard = t.shard and p.payable_no = t.trade_no
      where ${among(sql`t.trade_no`, scope, sql`t.shard`)} and t.state = 'open' and t.secured_by is not null
        and (p.payable_no is null or p.captured + ${PROMISED} < p.due)`,
  },
  {
    code: 'promise_unheard',
    invariant: 7,
    says: { zh: '已担保而订单未提交', en: 'What is due is promised, and an order was not sent to its shop' },
    find: (scope) => sql`
      select o.order_no as subject, jsonb_build_object('state', o.state, 'due', p.due, 'promised', ${PROMISED}) as detail
      from shop_order o join trade t on t.shard = o.shard and t.trade_no = o.trade_no
      join payment p on p.shard = o.shard and p.payable_no = o.trade_no
      where ${among(sql`o.order_no`, scope, sql`o.shard`)} and t.state = 'open' and p.state = 'open'
        and o.state = 'created' and p.due > p.captured and p.captured + ${PROMISED} >= p.due`,
  },
  {
    code: 'capture_differs',
    invariant: 2,
    says: {
      zh: '请款与到账不符',
      en: 'Held money was taken in another amount than was written down, or from no hold',
    },
    find: (scope) => sql`
      select a.attempt_no as subject, jsonb_build_object('state', a.state, 'asked', c.amount,
        'received', a.received_amount) as detail
      from hold_capture c join attempt a using (shard, attempt_no)
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)} and (
        (a.state = 'succeeded' and a.received_amount <> c.amount) or c.amount > a.amount
        or a.state in ('created', 'ready', 'unknown', 'failed'))`,
  },
  {
    code: 'hold_overdue',
    invariant: 11,
    only: 'whole',
    says: { zh: '预授权已到期而未处理', en: 'A hold lapsed and was neither taken nor let go' },
    find: ({ now }) => sql`
      select attempt_no as subject, jsonb_build_object('heldUntil', held_until, 'held', held_amount) as detail
      from attempt where state = 'authorized' and capture = 'manual'
        and held_until < ${now}::timestamptz - interval '30 minutes'`,
  },
]
