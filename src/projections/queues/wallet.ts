import { sql } from 'kysely'
import { DEFAULT_SETTINGS } from '../../modules/payment/index.ts'
import type { WorkItem, WorkQueue } from '../types.ts'

/** Money or points to be put into a wallet, or taken out of it, by hand: another of senior finance decides. */
const toDecide: WorkQueue = {
  code: 'wallet_adjustments_to_decide',
  title: { zh: '待审批的钱包调账', en: 'Changes of wallets awaiting approval' },
  permission: 'wallet.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select adjustment_no as key, adjustment_no as no, reason as subject, amount, currency, state, requested_at as since,
      requested_at + interval '24 hours' as "deadlineAt", null as link
    from wallet_adjustment where state = 'requested'`,
}

const toRevalue: WorkQueue = {
  code: 'revaluations_to_decide',
  title: { zh: '待审批的积分重估', en: 'Revaluations of points awaiting approval' },
  permission: 'wallet.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select revaluation_no as key, revaluation_no as no, reason as subject, null::bigint as amount, currency, state,
      requested_at as since, requested_at + interval '24 hours' as "deadlineAt", '/wallet-adjustments' as link
    from points_revaluation where state = 'requested'`,
}

/** Rounding leaves less than a fen at every movement; more than this means that the rate was changed. */
const DRIFT = 100

/** The worth of points was set anew, and the books still say the old one: somebody asks for a revaluation. */
const drifted: WorkQueue = {
  code: 'points_drifted',
  title: { zh: '积分负债与现行口径不符', en: 'Points worth another amount than the books say' },
  permission: 'wallet.read',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    with rate as (
      select coalesce((select (value ->> 'pointsPerYuan')::bigint from payment_setting where name = 'points'
        order by version desc limit 1), ${DEFAULT_SETTINGS.points.pointsPerYuan}) as per_yuan,
        (select max(changed_at) from payment_setting where name = 'points') as since),
    stands as (
      select coalesce(sum(b.debit - b.credit) filter (where a.purpose = 'points_issued'), 0) as units,
        coalesce(sum(b.credit - b.debit) filter (where a.purpose = 'points_liability'), 0) as booked
      from account a join balance b on b.account_id = a.id
      where a.owner_type = 'platform' and a.purpose in ('points_issued', 'points_liability')),
    held as (
      select coalesce(sum(units), 0) as units, coalesce(sum(held_amount), 0) as amount
      from attempt where channel = 'points' and state = 'authorized')
    select 'points' as key, 'points' as no, 'CNY' as subject,
      (div((s.units - h.units) * 100, r.per_yuan) + h.amount - s.booked)::bigint as amount, 'CNY' as currency,
      'drifted' as state, coalesce(r.since, ${now}::timestamptz) as since,
      coalesce(r.since, ${now}::timestamptz) + interval '72 hours' as "deadlineAt", '/wallet-adjustments' as link
    from stands s, held h, rate r
    where abs(div((s.units - h.units) * 100, r.per_yuan) + h.amount - s.booked) > ${DRIFT}`,
}

export const walletQueues: readonly WorkQueue[] = [toDecide, toRevalue, drifted]
