import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** What stands behind a trade by promise: open attempts that hold its money, or will collect it. */
const PROMISED = sql`(select coalesce(sum(a.amount), 0) from attempt a
  where a.shard = p.shard and a.payable_no = p.payable_no and a.is_open and a.state = 'authorized'
    and a.capture = 'manual')`
/** The same with what is being let go: it stands until the channel says that it is gone. */
const STANDING = sql`(select coalesce(sum(a.amount), 0) from attempt a
  where a.shard = p.shard and a.payable_no = p.payable_no and a.capture = 'manual'
    and (a.state = 'authorized' or (a.state = 'closing' and a.held_amount > 0)))`

/** Money that is promised and not ours yet: orders that stand on it, and what becomes of it (7, 11). */
export const securedChecks: readonly Check[] = [
  {
    code: 'promise_missing',
    invariant: 7,
    says: { zh: '担保订单没有担保', en: 'A secured trade has no promise that covers what is due' },
    find: (scope) => sql`
      select t.trade_no as subject, jsonb_build_object('by', t.secured_by, 'due', p.due, 'captured', p.captured,
        'promised', ${STANDING}) as detail
      from trade t left join payment p on p.shard = t.shard and p.payable_no = t.trade_no
      where ${among(sql`t.trade_no`, scope, sql`t.shard`)} and t.state = 'open' and t.secured_by is not null
        and (p.payable_no is null or p.captured + ${STANDING} < p.due)`,
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
    code: 'hold_part_differs',
    invariant: 2,
    says: {
      zh: '分次请款与到账不符',
      en: 'A part of a hold came in as another amount than was written down, or the parts are more than was held',
    },
    find: (scope) => sql`
      select p.attempt_no as subject, jsonb_build_object('hold', p.hold_no, 'asked', p.amount,
        'received', a.received_amount, 'held', h.amount) as detail
      from hold_part p left join attempt a using (shard, attempt_no)
      left join attempt h on h.shard = p.shard and h.attempt_no = p.hold_no
      where ${among(sql`p.attempt_no`, scope, sql`p.shard`)} and (
        a.attempt_no is null or h.attempt_no is null or h.capture <> 'manual' or a.payable_no <> h.payable_no
        or (a.state = 'succeeded' and a.received_amount <> p.amount)
        or h.amount < h.received_amount + (select sum(o.received_amount) from hold_part q
          join attempt o using (shard, attempt_no) where q.shard = p.shard and q.hold_no = p.hold_no))`,
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
  {
    code: 'hand_money_astray',
    invariant: 12,
    says: {
      zh: '手工收付没有复核或证据',
      en: 'Money without a wire came in or went out without an entry that another person confirmed, or beside it',
    },
    find: (scope) => sql`
      with moved as (
        select a.shard, a.attempt_no as no, 'in' as direction, a.received_amount as amount from attempt a
        where a.channel in ('cod', 'offline') and a.received_amount > 0
        union all
        select r.shard, r.refund_no, 'out', r.amount from refund r join attempt a using (shard, attempt_no)
        where a.channel in ('cod', 'offline') and r.state = 'succeeded')
      select m.no as subject, jsonb_build_object('moved', m.amount, 'entry', e.amount) as detail
      from moved m left join hand_entry e
        on e.shard = m.shard and e.subject_no = m.no and e.direction = m.direction and e.is_confirmed
      where ${among(sql`m.no`, scope, sql`m.shard`)} and e.amount is distinct from m.amount
      union all
      select e.subject_no, jsonb_build_object('recordedBy', recorded_by, 'decidedBy', decided_by) from hand_entry e
      where ${among(sql`e.subject_no`, scope, sql`e.shard`)} and e.is_confirmed and not exists (
        select from evidence v where v.subject_no = e.subject_no and v.kind = 'operator' and v.verified)`,
  },
]
