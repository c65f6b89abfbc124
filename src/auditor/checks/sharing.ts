import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** What others hold of an attempt, or is on its way to them: each sharing's whole amount until it is known who got it. */
const shared = sql`
  select shard, attempt_no, sum(case state when 'finished' then shared else amount end) as amount
  from sharing where state in ('approved', 'processing', 'finished') group by shard, attempt_no`

/** Shared money 分账: never more than came in, each movement once, and nothing without somebody who minds it (2, 6, 11). */
export const sharingChecks: readonly Check[] = [
  {
    code: 'shared_above_attempt',
    invariant: 6,
    says: { zh: '分账超过实收', en: 'More was shared of an attempt than was captured and not returned' },
    find: (scope) => sql`
      select a.attempt_no as subject, jsonb_build_object('captured', a.captured_amount, 'shared', s.amount, 'returned', r.amount) as detail
      from (${shared}) as s join attempt a using (shard, attempt_no)
      cross join lateral (
        select coalesce(sum(amount), 0) as amount from sharing_return r
        where r.shard = a.shard and r.attempt_no = a.attempt_no and r.state = 'succeeded') as r
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)} and s.amount - r.amount > a.captured_amount`,
  },
  {
    code: 'sharing_money_astray',
    invariant: 2,
    says: {
      zh: '分账与流水不符',
      en: 'Shared or returned money and its flow contradict each other, or a return is above what its receiver got',
    },
    find: (scope) => sql`
      select s.sharing_no as subject, jsonb_build_object('state', s.state, 'shared', s.shared, 'flow', f.amount) as detail
      from sharing s left join payment_flow f
        on f.shard = s.shard and f.source_no = s.sharing_no and f.direction = 'out'
      where ${among(sql`s.payable_no`, scope, sql`s.shard`)}
        and (s.shared <> coalesce(f.amount, 0) or (s.shared > 0 and s.state <> 'finished')
          or s.shared <> (select coalesce(sum((one ->> 'amount')::bigint), 0)
            from jsonb_array_elements(s.receivers) as one where one ->> 'state' = 'succeeded'))
      union all
      select r.return_no, jsonb_build_object('state', r.state, 'amount', r.amount, 'flow', f.amount)
      from sharing_return r left join payment_flow f
        on f.shard = r.shard and f.source_no = r.return_no and f.direction = 'in'
      where ${among(sql`r.payable_no`, scope, sql`r.shard`)}
        and ((r.state = 'succeeded') <> (f.amount is not null) or f.amount <> r.amount)
      union all
      select s.sharing_no, jsonb_build_object('account', r.account, 'returned', sum(r.amount))
      from sharing_return r join sharing s using (shard, sharing_no)
      where ${among(sql`s.payable_no`, scope, sql`s.shard`)}
        and not (r.state in ('failed', 'waived') and r.refund_no is not null)
      group by s.shard, s.sharing_no, r.account
      having sum(r.amount) > coalesce((select sum((one ->> 'amount')::bigint)
        from jsonb_array_elements(s.receivers) as one
        where one ->> 'account' = r.account and one ->> 'state' = 'succeeded'), 0)`,
  },
  {
    code: 'sharing_unminded',
    invariant: 11,
    says: {
      zh: '分账无人跟进',
      en: 'A sharing or a return under way has no time at which it is asked about',
    },
    find: (scope) => sql`
      select sharing_no as subject, jsonb_build_object('state', state) as detail from sharing
      where ${among(sql`payable_no`, scope, sql`shard`)} and (state in ('approved', 'processing')) <> (next_at is not null)
      union all
      select return_no, jsonb_build_object('state', state) from sharing_return
      where ${among(sql`payable_no`, scope, sql`shard`)}
        and case when state in ('requested', 'processing') then next_at is null
          else next_at is not null and (refund_no is null or state = 'succeeded') end`,
  },
  {
    code: 'returned_without_refund',
    invariant: 2,
    says: {
      zh: '随退款退回的分账没有对应的成功退款',
      en: 'Shared money came back with a refund that has not succeeded',
    },
    find: (scope) => sql`
      select b.return_no as subject, jsonb_build_object('refund', b.refund_no, 'state', r.state) as detail
      from sharing_return b left join refund r on r.shard = b.shard and r.refund_no = b.refund_no
      where ${among(sql`b.payable_no`, scope, sql`b.shard`)} and b.refund_no is not null
        and (r.refund_no is null or r.attempt_no <> b.attempt_no or (b.state = 'succeeded' and b.claim is null and r.state <> 'succeeded'))`,
  },
  {
    code: 'sharing_by_one',
    invariant: 12,
    says: { zh: '分账经办与复核为同一人', en: 'A sharing was decided by the person who asked for it' },
    find: (scope) => sql`
      select sharing_no as subject, jsonb_build_object('requestedBy', requested_by, 'decidedBy', decided_by) as detail
      from sharing
      where ${among(sql`payable_no`, scope, sql`shard`)} and state <> 'requested'
        and (decided_by is null or decided_by = requested_by)`,
  },
]
