import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** What each buyer's wallets hold for payments under way: fen of wallet legs, points of legs of points. */
const HELD = sql`
  select p.buyer_id as owner_id, 'member_balance_held' as purpose, sum(a.held_amount) as held
  from attempt a join payment p using (shard, payable_no)
  where a.channel = 'wallet' and a.state = 'authorized' group by p.buyer_id
  union all
  select p.buyer_id, 'member_points_held', sum(a.units)
  from attempt a join payment p using (shard, payable_no)
  where a.channel = 'points' and a.state = 'authorized' group by p.buyer_id`

/** Wallets and points: what is held is what payments hold, nothing is held for nothing, every change took two (9, 12). */
export const walletChecks: readonly Check[] = [
  {
    code: 'wallet_holds_differ',
    invariant: 9,
    only: 'whole',
    says: { zh: '钱包预留与支付不符', en: 'What a wallet holds is not what its payments under way hold' },
    find: () => sql`
      with held as (${HELD}),
      booked as (
        select a.owner_id, a.purpose, b.credit - b.debit as held from account a join balance b on b.account_id = a.id
        where a.owner_type = 'member' and a.purpose in ('member_balance_held', 'member_points_held'))
      select purpose || '/' || owner_id as subject,
        jsonb_build_object('booked', coalesce(b.held, 0), 'payments', coalesce(h.held, 0)) as detail
      from booked b full join held h using (owner_id, purpose)
      where coalesce(b.held, 0) <> coalesce(h.held, 0)`,
  },
  {
    code: 'wallet_without_floor',
    invariant: 9,
    only: 'whole',
    says: { zh: '会员账户没有下限', en: 'An account of a member could be overdrawn: it has no floor' },
    find: () => sql`
      select a.id::text as subject, jsonb_build_object('owner', a.owner_id, 'purpose', a.purpose) as detail
      from account a join balance b on b.account_id = a.id
      where a.owner_type = 'member' and b.floor is distinct from 0`,
  },
  {
    code: 'leg_held_for_nothing',
    invariant: 9,
    says: {
      zh: '没有支付在等待的预留',
      en: 'A wallet or points are held although no channel of that payment can bring anything any more',
    },
    find: (scope) => sql`
      select a.attempt_no as subject, jsonb_build_object('held', a.held_amount, 'group', a.group_no) as detail
      from attempt a
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)} and a.channel in ('wallet', 'points') and a.state = 'authorized'
        and not exists (
          select from attempt m where m.shard = a.shard and m.payable_no = a.payable_no and m.group_no = a.group_no
            and m.channel not in ('wallet', 'points') and m.is_open)`,
  },
  {
    code: 'leg_pays_alone',
    invariant: 6,
    says: {
      zh: '组合支付未同时生效',
      en: 'Of one act of paying a wallet or points were taken, and its channel brought nothing',
    },
    find: (scope) => sql`
      select a.attempt_no as subject, jsonb_build_object('group', a.group_no, 'captured', a.captured_amount) as detail
      from attempt a
      where ${among(sql`a.attempt_no`, scope, sql`a.shard`)} and a.channel in ('wallet', 'points')
        and a.state = 'succeeded' and exists (
          select from attempt m where m.shard = a.shard and m.payable_no = a.payable_no and m.group_no = a.group_no
            and m.channel not in ('wallet', 'points') and m.state <> 'succeeded')`,
  },
  {
    code: 'adjustment_astray',
    invariant: 12,
    only: 'whole',
    says: {
      zh: '调账与凭证或审批不符',
      en: 'A change of a wallet by hand is booked without a second person, or approved and not booked',
    },
    find: () => sql`
      select coalesce(w.adjustment_no, j.ref_no) as subject, jsonb_build_object('state', w.state,
        'requestedBy', w.requested_by, 'decidedBy', w.decided_by, 'journal', j.journal_no) as detail
      from wallet_adjustment w full join (select * from journal where event = 'wallet_adjusted') as j
        on j.ref_no = w.adjustment_no
      where (coalesce(w.state, '') = 'approved') <> (j.journal_no is not null)
        or (w.state = 'approved' and (w.decided_by is null or w.decided_by = w.requested_by))`,
  },
  {
    code: 'revaluation_astray',
    invariant: 3,
    only: 'whole',
    says: {
      zh: '积分重估与凭证、口径或审批不符',
      en: 'A revaluation of points is not booked as it was found, not reckoned by its rate, or decided by one person',
    },
    find: () => sql`
      select coalesce(r.revaluation_no, j.ref_no) as subject,
        to_jsonb(r) || jsonb_build_object('journal', j.journal_no, 'booked_by_it', j.amount) as detail
      from points_revaluation r full join (
        select j.journal_no, j.ref_no, -sum(p.amount) as amount from journal j join posting p using (journal_no)
        join account a on a.id = p.account_id and a.purpose = 'points_liability'
        where j.event = 'points_revalued' group by j.journal_no, j.ref_no) as j on j.ref_no = r.revaluation_no
      where r.revaluation_no is null or coalesce(j.amount, 0) <> coalesce(r.worth - r.booked, 0)
        or r.decided_by = r.requested_by
        or r.worth <> (r.units - r.held_units) * 100 / r.points_per_yuan + r.held_amount`,
  },
]
