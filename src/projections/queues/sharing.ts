import { sql } from 'kysely'
import type { WorkItem, WorkQueue } from '../types.ts'

/** Frozen money is alarmed so many days before the channel lets it go by itself. */
const ALARM_DAYS = 5

/** Money that was frozen to be shared and was not: soon the channel gives it free, and it cannot be shared any more. */
const frozen: WorkQueue = {
  code: 'frozen_not_shared',
  title: { zh: '即将解冻的待分账资金', en: 'Frozen money that was not shared yet' },
  permission: 'payment.read',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    select f.attempt_no as key, f.attempt_no as no, f.payable_no as subject, a.captured_amount as amount, a.currency,
      a.state, a.succeeded_at as since, a.succeeded_at + f.frozen_days * interval '1 day' as "deadlineAt",
      '/payments/' || f.payable_no as link
    from sharing_freeze f join attempt a using (shard, attempt_no)
    where f.ended_at is null and a.state = 'succeeded'
      and f.asked_at <= ${now}::timestamptz - (f.frozen_days - ${ALARM_DAYS} - 1) * interval '1 day'
      and a.succeeded_at <= ${now}::timestamptz - (f.frozen_days - ${ALARM_DAYS}) * interval '1 day'
      and a.succeeded_at > ${now}::timestamptz - f.frozen_days * interval '1 day'`,
}

const toApprove: WorkQueue = {
  code: 'sharings_to_approve',
  title: { zh: '待审批的分账', en: 'Sharings awaiting approval' },
  permission: 'refund.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select sharing_no as key, sharing_no as no, reason as subject, amount, currency, state, requested_at as since,
      requested_at + interval '24 hours' as "deadlineAt", '/sharings/' || sharing_no as link
    from sharing where state = 'requested'`,
}

/** A return that failed holds a buyer's refund back. */
const failedReturns: WorkQueue = {
  code: 'sharing_returns_failed',
  title: { zh: '分账回退失败', en: 'Returns of shared money that failed' },
  permission: 'refund.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select return_no as key, return_no as no, account as subject, amount, currency, state, requested_at as since,
      requested_at + interval '4 hours' as "deadlineAt", '/sharings/' || sharing_no as link
    from sharing_return where state = 'failed'`,
}

/**
 * What receivers owe because we paid a refund ourselves that their channel would have taken it back with. A shop's is
 * covered by its pending money; it leaves by itself then.
 */
const owed: WorkQueue = {
  code: 'sharings_owed',
  title: { zh: '分账应收（渠道无法回退）', en: 'Shared money owed by its receivers' },
  permission: 'refund.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select return_no as key, return_no as no, account as subject, amount, currency, state, requested_at as since,
      requested_at + interval '30 days' as "deadlineAt", '/sharings/' || sharing_no as link
    from sharing_return where state in ('owed', 'claimed')`,
}

export const sharingQueues: readonly WorkQueue[] = [failedReturns, frozen, toApprove, owed]
