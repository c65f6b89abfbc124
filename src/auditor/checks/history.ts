import { sql } from 'kysely'
import { type Definition, legalMoves } from '../../kernel/machine.ts'
import * as orderMachines from '../../modules/order/machine.ts'
import * as paymentMachines from '../../modules/payment/machine.ts'
import * as refundMachines from '../../modules/payment/refund-machine.ts'
import * as sharingMachines from '../../modules/sharing/machine.ts'
import * as walletMachines from '../../modules/wallet/machine.ts'
import { among } from '../scope.ts'
import type { Check, Scope } from '../types.ts'

/** The compiler holds both files to tables only: anything else they export would not fit here. */
const machines: readonly Definition[] = [
  ...Object.values(orderMachines),
  ...Object.values(paymentMachines),
  ...Object.values(refundMachines),
  ...Object.values(walletMachines),
  ...Object.values(sharingMachines),
]

const initial = sql`(values ${sql.join(machines.map((m) => sql`(${m.name}, ${m.initial})`))}) as i(machine, state)`

const moves = sql`
  select shard, no, version, move, actor, split_part(move, ':', 1) as machine,
    split_part(split_part(move, ':', 2), '>', 1) as origin, split_part(move, '>', 3) as target
  from history`

/** A payment's history has its payable's digits with the kind 5; no index knows that number, so it is turned back. */
const payablesOf = ({ now, touched }: Scope): Scope => ({
  now,
  touched: touched?.filter((no) => no.startsWith('5')).map((no) => `1${no.slice(1)}`) ?? null,
})

/** Where each machine of each subject stands now, of those that changed. */
const present = (scope: Scope) => {
  const sharded = (no: string) => among(sql.ref(no), scope, sql`shard`)
  const alone = (no: string) => among(sql.ref(no), scope)
  return sql`
  select 'trade' as machine, trade_no as no, state, version from trade where ${sharded('trade_no')}
  union all select 'order', order_no, state, version from shop_order where ${sharded('order_no')}
  union all select 'order_payment', order_no, payment_state, version from shop_order where ${sharded('order_no')}
  union all select 'payment', '5' || substr(payable_no, 2), state, version from payment
    where ${among(sql`payable_no`, payablesOf(scope), sql`shard`)}
  union all select 'attempt', attempt_no, state, version from attempt where ${sharded('attempt_no')}
  union all select 'refund', refund_no, state, version from refund where ${sharded('refund_no')}
  union all select 'dispute', dispute_no, state, version from dispute where ${sharded('dispute_no')}
  union all select 'adjustment', adjustment_no, state, version from wallet_adjustment where ${alone('adjustment_no')}
  union all select 'revaluation', revaluation_no, state, version from points_revaluation where ${alone('revaluation_no')}
  union all select 'sharing', sharing_no, state, version from sharing where ${sharded('sharing_no')}
  union all select 'sharing_return', return_no, state, version from sharing_return where ${sharded('return_no')}`
}

/** Histories: legal moves in one unbroken line from the initial to the present state, with who (10, 11). */
export const historyChecks: readonly Check[] = [
  {
    code: 'illegal_move',
    invariant: 10,
    says: { zh: '非法状态流转', en: 'A history holds a move that no machine has' },
    find: (scope) => sql`
      select no || '/' || version as subject, jsonb_build_object('move', move) as detail from history
      where ${among(sql`no`, scope, sql`shard`)} and move <> all(${machines.flatMap(legalMoves)}::text[])`,
  },
  {
    code: 'history_broken',
    invariant: 10,
    says: { zh: '状态流转不连续', en: 'A move does not begin where the one before it ended' },
    find: (scope) => sql`
      with chained as (
        select m.*, coalesce(lag(m.target) over (partition by m.no, m.machine order by m.version), i.state) as before
        from (${moves}) as m left join ${initial} on i.machine = m.machine
        where ${among(sql`m.no`, scope, sql`m.shard`)})
      select no || '/' || version as subject, jsonb_build_object('move', move, 'before', before) as detail
      from chained where origin is distinct from before`,
  },
  {
    code: 'state_without_history',
    invariant: 10,
    says: { zh: '当前状态与流转记录不符', en: 'A present state is not where its history ends' },
    find: (scope) => sql`
      with last as (
        select distinct on (no, machine) no, machine, target from (${moves}) as m
        where ${among(sql`no`, scope, sql`shard`)} order by no, machine, version desc)
      select p.no || '/' || p.machine as subject,
        jsonb_build_object('state', p.state, 'history', coalesce(l.target, i.state)) as detail
      from (${present(scope)}) as p join ${initial} on i.machine = p.machine
      left join last l on l.no = p.no and l.machine = p.machine
      where p.state <> coalesce(l.target, i.state)`,
  },
  {
    code: 'history_gap',
    invariant: 10,
    says: { zh: '流转记录有缺口', en: 'A version of a subject has no move in its history' },
    find: (scope) => sql`
      with told as (
        select no, min(version) as first, max(version) as last, count(*) as moves from history
        where ${among(sql`no`, scope, sql`shard`)} group by no)
      select p.no as subject, jsonb_build_object('version', p.version, 'first', first, 'last', last, 'moves', moves) as detail
      from (${present(scope)}) as p left join told t on t.no = p.no
      where p.machine <> 'order_payment' and p.version > 1
        and (first is distinct from 2 or last is distinct from p.version or moves is distinct from p.version - 1)`,
  },
  {
    code: 'move_without_actor',
    invariant: 10,
    says: { zh: '流转没有触发方', en: 'A move does not say who made it' },
    find: (scope) => sql`
      select no || '/' || version as subject, jsonb_build_object('move', move, 'actor', actor) as detail
      from history where ${among(sql`no`, scope, sql`shard`)} and actor !~ '^(buyer|staff|channel|rule|key|system):?'`,
  },
  {
    code: 'unknown_made_failed',
    invariant: 11,
    says: {
      zh: '未知结果被时间判为失败',
      en: 'An unknown outcome became failed without the channel saying so',
    },
    find: (scope) => sql`
      select no || '/' || version as subject, jsonb_build_object('move', move, 'actor', actor) as detail
      from (${moves}) as m
      where ${among(sql`no`, scope, sql`shard`)} and machine = 'attempt' and target = 'failed' and actor !~ '^(channel|staff):'`,
  },
]
