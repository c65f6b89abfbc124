import { sql } from 'kysely'
import type { WorkItem, WorkQueue } from '../types.ts'

/** Money that belongs to nobody yet. The rule gives most of it back within a minute; what stays needs a person. */
const suspense: WorkQueue = {
  code: 'suspense',
  title: { zh: '暂挂款未清', en: 'Suspense not zero' },
  permission: 'ledger.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select lpad(a.id::text, 19, '0') as key, a.id::text as no, a.owner_id as subject, b.credit - b.debit as amount,
      a.currency, null as state, m.since, m.since + interval '24 hours' as "deadlineAt",
      '/ledger/accounts/' || a.id as link
    from account a join balance b on b.account_id = a.id
    cross join lateral (
      select coalesce((select j.recorded_at from posting p join journal j using (journal_no)
        where p.account_id = a.id order by p.account_version desc limit 1), a.created_at) as since) m
    where a.purpose = 'suspense' and b.debit <> b.credit`,
}

const deadDeliveries: WorkQueue = {
  code: 'webhooks_dead',
  title: { zh: '投递失败的回调', en: 'Webhooks that could not be delivered' },
  permission: 'webhook.read',
  merchants: true,
  find: ({ shopId }) => sql<WorkItem>`
    select lpad(d.id::text, 19, '0') as key, d.id::text as no, d.event_type || ' → ' || e.url as subject,
      null::bigint as amount, null as currency, d.state, d.due_at as since, d.due_at + interval '24 hours' as "deadlineAt",
      '/webhooks?tab=deliveries' as link
    from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id
    where d.state = 'dead' and (${shopId}::bigint is null or e.shop_id = ${shopId})`,
}

const deadPushes: WorkQueue = {
  code: 'pushes_dead',
  title: { zh: '发送失败的推送', en: 'Messages that could not be sent' },
  permission: 'push.read',
  merchants: true,
  find: ({ shopId }) => sql<WorkItem>`
    select lpad(m.id::text, 19, '0') as key, m.subject_no as no, m.way || ' → ' || m.recipient as subject,
      null::bigint as amount, null as currency, m.state, m.due_at as since,
      m.due_at + interval '24 hours' as "deadlineAt", '/push?tab=messages' as link
    from push_message m
    where m.state = 'dead' and (${shopId}::bigint is null or m.recipient = 'shop:' || ${shopId}::bigint)`,
}

const breaks: WorkQueue = {
  code: 'audit_breaks',
  title: { zh: '稽核发现的差异', en: 'Breaks found by the auditor' },
  permission: 'audit.read',
  merchants: false,
  find: () => sql<WorkItem>`
    select lpad(b.id::text, 19, '0') as key, b.subject as no, b.code as subject, null::bigint as amount,
      null as currency, null as state, b.found_at as since, b.found_at + interval '1 hour' as "deadlineAt",
      '/auditor' as link
    from auditor_break b where b.resolved_at is null`,
}

export const houseQueues: readonly WorkQueue[] = [suspense, deadDeliveries, deadPushes, breaks]
