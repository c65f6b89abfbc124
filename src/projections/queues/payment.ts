import { sql } from 'kysely'
import type { WorkItem, WorkQueue } from '../types.ts'
import { lastMove } from './last-move.ts'

/** Money that came in another amount than was asked for stays in suspense until two people give it back. */
const conflicted: WorkQueue = {
  code: 'attempts_conflicted',
  title: { zh: '金额不符的支付', en: 'Payments in a wrong amount' },
  permission: 'payment.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select a.attempt_no as key, a.attempt_no as no, a.payable_no as subject, a.received_amount as amount, a.currency,
      a.state, coalesce(a.succeeded_at, a.created_at) as since,
      coalesce(a.succeeded_at, a.created_at) + interval '4 hours' as "deadlineAt", '/payments/' || a.payable_no as link
    from attempt a
    where a.state = 'conflicted' and not exists (
      select from refund r where r.shard = a.shard and r.attempt_no = a.attempt_no and r.source = 'surplus'
        and r.state <> 'rejected')`,
}

/** A dispute that nobody answers in time is lost. */
const disputes: WorkQueue = {
  code: 'disputes',
  title: { zh: '待举证的争议', en: 'Disputes to respond to' },
  permission: 'dispute.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select dispute_no as key, dispute_no as no, payable_no as subject, amount, currency, state, opened_at as since,
      coalesce(respond_by, opened_at + interval '7 days') as "deadlineAt", '/disputes/' || dispute_no as link
    from dispute where state = 'needs_response' and (wish is null or (wish = 'concede' and next_at is null))`,
}

const toApprove: WorkQueue = {
  code: 'refunds_to_approve',
  title: { zh: '待审批的退款', en: 'Refunds awaiting approval' },
  permission: 'refund.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select r.refund_no as key, r.refund_no as no, r.reason as subject, r.amount, r.currency, r.state,
      r.requested_at as since, r.requested_at + interval '24 hours' as "deadlineAt", null as link
    from refund r where r.state = 'requested'
    union all
    select r.refund_no, r.refund_no, r.redirect ->> 'reason', r.amount, r.currency, r.state,
      (r.redirect ->> 'requestedAt')::timestamptz, (r.redirect ->> 'requestedAt')::timestamptz + interval '4 hours', null
    from refund r where r.state = 'redirect_asked'`,
}

/** What the payer's account could not take came back to our bank account: somebody sends it on, another confirms. */
const returned: WorkQueue = {
  code: 'refunds_returned',
  title: { zh: '已退回我方、待转账给买家', en: 'Refunds that came back to us, to be sent on' },
  permission: 'refund.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select r.refund_no as key, r.refund_no as no, r.reason as subject, r.amount, r.currency, r.state,
      r.returned_at as since, r.returned_at + interval '24 hours' as "deadlineAt", null as link
    from refund r where r.state = 'returned'`,
}

const failed: WorkQueue = {
  code: 'refunds_failed',
  title: { zh: '退款失败', en: 'Failed refunds' },
  permission: 'refund.read',
  merchants: false,
  ofRefusals: true,
  find: () => sql<WorkItem>`
    select r.refund_no as key, r.refund_no as no, r.failure_code as subject, r.amount, r.currency, r.state, m.since,
      m.since + interval '4 hours' as "deadlineAt", null as link
    from refund r cross join lateral (
      select coalesce(${lastMove(sql`r.shard`, sql`r.refund_no`)}, r.requested_at) as since) m
    where r.state = 'failed'`,
}

/** What we paid ourselves and its channel paid as well: the buyer owes the second payment back. */
const paidTwice: WorkQueue = {
  code: 'refunds_paid_twice',
  title: { zh: '重复退款，待追回', en: 'Refunded twice, to be claimed back' },
  permission: 'refund.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select r.refund_no as key, r.refund_no as no, r.redirect -> 'second' ->> 'channel' as subject, r.amount, r.currency,
      r.state, (r.redirect -> 'second' ->> 'at')::timestamptz as since,
      (r.redirect -> 'second' ->> 'at')::timestamptz + interval '24 hours' as "deadlineAt", null as link
    from refund r where r.redirect -> 'second' ->> 'no' is not null and r.redirect -> 'second' ->> 'backNo' is null`,
}

/** Approved, to be transferred by people because its channel never will: one transfers, another confirms. */
const toTransfer: WorkQueue = {
  code: 'refunds_to_transfer',
  title: { zh: '待人工转账的退款', en: 'Refunds to be transferred by hand' },
  permission: 'refund.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select r.refund_no as key, r.refund_no as no, r.reason as subject, r.amount, r.currency, r.state, m.since,
      m.since + interval '24 hours' as "deadlineAt", null as link
    from refund r cross join lateral (
      select coalesce(${lastMove(sql`r.shard`, sql`r.refund_no`)}, r.requested_at) as since) m
    where r.state = 'approved' and r.redirect ->> 'way' = 'hand' and (r.redirect ->> 'isOpen')::boolean`,
}

/** What a channel said and the reducer could not take in for a minute: it fails on it, or nobody sweeps. */
const unapplied: WorkQueue = {
  code: 'evidence_unapplied',
  title: { zh: '未处理的渠道通知', en: 'Evidence that was not applied' },
  permission: 'evidence.read',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    select lpad(e.id::text, 19, '0') as key, coalesce(e.subject_no, e.id::text) as no,
      e.channel || ' ' || e.kind || ' ' || coalesce(e.report->>'kind', '') as subject,
      (e.report->>'amount')::bigint as amount, e.report->>'currency' as currency, e.verdict as state,
      e.received_at as since, e.received_at + interval '1 hour' as "deadlineAt",
      '/evidence/' || e.id as link
    from evidence e
    where e.verified and e.applied_at is null and e.received_at <= ${now}::timestamptz - interval '1 minute'`,
}

/** Genuine, and about nothing of ours, or against what stands in our books: somebody looks, and says so. */
const unclaimed: WorkQueue = {
  code: 'evidence_unclaimed',
  title: { zh: '待核实的渠道消息', en: 'Evidence to look into' },
  permission: 'evidence.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select lpad(e.id::text, 19, '0') as key, coalesce(e.subject_no, e.id::text) as no,
      e.channel || ' ' || e.kind || ' ' || coalesce(e.report->>'kind', '') as subject,
      (e.report->>'amount')::bigint as amount, e.report->>'currency' as currency, e.outcome as state,
      e.received_at as since, e.received_at + interval '4 hours' as "deadlineAt", '/evidence/' || e.id as link
    from evidence e
    where e.outcome in ('no_subject', 'contradicted') and e.seen_at is null`,
}

/** What was found to be paid twice, or looks so; nobody has looked at it yet. */
const duplicates: WorkQueue = {
  code: 'duplicates',
  title: { zh: '疑似重复支付', en: 'Perhaps paid twice' },
  permission: 'payment.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select lpad(id::text, 19, '0') as key, attempt_no as no, coalesce(other_attempt_no, payable_no) as subject, amount,
      currency, kind as state, found_at as since, found_at + interval '24 hours' as "deadlineAt",
      '/duplicates' as link
    from duplicate_finding where seen_at is null`,
}

export const paymentQueues: readonly WorkQueue[] = [
  conflicted,
  duplicates,
  disputes,
  toApprove,
  failed,
  returned,
  toTransfer,
  paidTwice,
  unapplied,
  unclaimed,
]
