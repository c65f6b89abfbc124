import { sql } from 'kysely'
import type { WorkItem, WorkQueue } from '../types.ts'

/** Holds that end within two days: what is booked is taken by rule a day before, what is not is let go. */
const lapsing: WorkQueue = {
  code: 'holds_lapsing',
  title: { zh: '即将到期的预授权', en: 'Holds that lapse soon' },
  permission: 'payment.read',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    select a.attempt_no as key, a.attempt_no as no, a.payable_no as subject, a.held_amount as amount, a.currency,
      a.state, a.created_at as since, a.held_until as "deadlineAt", '/payments/' || a.payable_no as link
    from attempt a
    where a.state = 'authorized' and a.capture = 'manual'
      and a.held_until <= ${now}::timestamptz + interval '2 days'`,
}

/** What one person said of money without a wire waits for another. */
const toConfirm: WorkQueue = {
  code: 'hand_entries_to_confirm',
  title: { zh: '待复核的手工登记', en: 'Entries by hand to confirm' },
  permission: 'receipt.confirm',
  merchants: false,
  find: () => sql<WorkItem>`
    select e.subject_no || '-' || e.seq as key, e.subject_no as no, e.reference as subject, e.amount, e.currency,
      e.direction as state, e.recorded_at as since, e.recorded_at + interval '24 hours' as "deadlineAt", null as link
    from hand_entry e where e.is_confirmed is null`,
}

/** Cash that should have been collected by now: it came in and was not said, or the goods came back. */
const uncollected: WorkQueue = {
  code: 'cash_uncollected',
  title: { zh: '久未收款的货到付款', en: 'Cash on delivery not collected for long' },
  permission: 'payment.read',
  merchants: false,
  find: ({ now }) => sql<WorkItem>`
    select a.attempt_no as key, a.attempt_no as no, a.payable_no as subject, a.amount, a.currency, a.state,
      a.created_at as since, a.created_at + interval '14 days' as "deadlineAt", '/payments/' || a.payable_no as link
    from attempt a
    where a.state = 'authorized' and a.method = 'on_delivery'
      and a.created_at <= ${now}::timestamptz - interval '7 days'`,
}

export const promiseQueues: readonly WorkQueue[] = [lapsing, toConfirm, uncollected]
