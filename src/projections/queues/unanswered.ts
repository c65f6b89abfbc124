import { sql } from 'kysely'
import type { WorkItem, WorkQueue } from '../types.ts'
import { lastMove } from './last-move.ts'

/**
 * "Unknown" has an owner and a deadline: the sweep settles it within two minutes, or a person looks. So it is with an
 * attempt that was written down and never answered for, as a part of held money is, and with a hold that is being taken.
 */
const attempts: WorkQueue = {
  code: 'attempts_unknown',
  title: { zh: '结果迟迟不明的支付', en: 'Payments without a result for too long' },
  permission: 'payment.check',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    select a.attempt_no as key, a.attempt_no as no, a.payable_no as subject, a.amount, a.currency, a.state, a.since,
      a.since + interval '30 minutes' as "deadlineAt", '/payments/' || a.payable_no as link, a.query_count as tries
    from (
      select attempt_no, payable_no, amount, currency, state, query_count,
        coalesce(${lastMove(sql`attempt.shard`, sql`attempt.attempt_no`)}, created_at) as since
      from attempt where state in ('unknown', 'closing')
      union all
      select attempt_no, payable_no, amount, currency, state, query_count, created_at
      from attempt where state = 'created' and next_query_at is not null
      union all
      select a.attempt_no, a.payable_no, c.amount, a.currency, a.state, a.query_count, c.asked_at
      from attempt a join hold_capture c using (shard, attempt_no)
      where a.state = 'authorized' and a.method <> 'on_delivery') as a
    where a.since <= ${now}::timestamptz - interval '2 minutes'`,
}

/**
 * Refunds that are sent again and again, or asked about, and come to no end. What was taken by its channel may take days
 * to arrive; what was not, a few minutes.
 */
const refunds: WorkQueue = {
  code: 'refunds_unanswered',
  title: { zh: '迟迟没有结果的退款', en: 'Refunds without a result for too long' },
  permission: 'refund.read',
  merchants: false,
  ofRefusals: true,
  find: ({ now }) => sql<WorkItem>`
    select r.refund_no as key, r.refund_no as no, coalesce(r.failure_code, r.reason) as subject, r.amount, r.currency,
      r.state, m.since, m.since + r.patience * 2 as "deadlineAt", null as link, r.tries
    from (
      select refund_no, shard, failure_code, reason, amount, currency, state, tries, requested_at, planned_at,
        case when state = 'processing' then interval '3 days' else interval '30 minutes' end as patience
      from refund where next_at is not null
        and (state in ('approved', 'processing', 'redirect_asked') or (state in ('failed', 'succeeded') and tries >= 3))) as r
    cross join lateral (
      select greatest(coalesce(${lastMove(sql`r.shard`, sql`r.refund_no`)}, r.requested_at), r.planned_at) as since) m
    where m.since <= ${now}::timestamptz - r.patience`,
}

/** Money on its way to receivers, or back from them, of which the channel says nothing: a refund may wait for it. */
const shared: WorkQueue = {
  code: 'sharings_unanswered',
  title: { zh: '迟迟没有结果的分账与回退', en: 'Shared money without a result for too long' },
  permission: 'refund.read',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    select s.no as key, s.no, s.subject, s.amount, s.currency, s.state, m.since, m.since + interval '4 hours' as "deadlineAt",
      '/sharings/' || s.sharing_no as link, s.tries
    from (
      select shard, sharing_no as no, sharing_no, reason as subject, amount, currency, state, tries, requested_at
      from sharing where next_at is not null and state in ('approved', 'processing')
      union all
      select shard, return_no, sharing_no, account, amount, currency, state, tries, requested_at
      from sharing_return where next_at is not null and state in ('requested', 'processing')) as s
    cross join lateral (select coalesce(${lastMove(sql`s.shard`, sql`s.no`)}, s.requested_at) as since) m
    where m.since <= ${now}::timestamptz - interval '1 hour'`,
}

export const unansweredQueues: readonly WorkQueue[] = [attempts, refunds, shared]
