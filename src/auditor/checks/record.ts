import { sql } from 'kysely'
import { among } from '../scope.ts'
import type { Check } from '../types.ts'

/** How long something may stay due before nobody can be minding it any more. */
const OVERDUE = '30 minutes'

/** What was promised and told: commands, events, evidence, deadlines (1, 2, 11). */
export const recordChecks: readonly Check[] = [
  {
    code: 'command_unanswered',
    invariant: 1,
    only: 'whole',
    says: { zh: '幂等键没有答复', en: 'A committed idempotency key has no answer' },
    find: () => sql`
      select caller || ' ' || operation || ' ' || key as subject, jsonb_build_object('createdAt', created_at) as detail
      from command_key where answer is null and made is null`,
  },
  {
    code: 'acknowledged_but_missing',
    invariant: 1,
    only: 'whole',
    says: {
      zh: '已答复的交易或支付不存在',
      en: 'A trade or an attempt that was acknowledged is not there',
    },
    find: () => sql`
      with answered as (
        select caller, key, answer::jsonb #>> '{value,no}' as no from command_key where answer like '%"value"%'
        union all
        select caller, key, answer::jsonb #>> '{value,tradeNo}' from command_key where answer like '%"tradeNo"%'
        union all
        select caller, key, made from command_key where answer is null and made is not null)
      select no as subject, jsonb_build_object('caller', caller, 'key', key) as detail from answered
      where no ~ '^1[0-9]{21}$'
          and not exists (select from trade t where t.shard = right(no, 2)::smallint and t.trade_no = no)
        or no ~ '^3[0-9]{21}$'
          and not exists (select from attempt a where a.shard = right(no, 2)::smallint and a.attempt_no = no)`,
  },
  {
    code: 'outbox_gap',
    invariant: 1,
    only: 'whole',
    says: { zh: '事件序号不连续', en: 'Positions of events are not dense' },
    find: () => sql`
      with placed as (
        select id, position, event_count, jsonb_array_length(events::jsonb) as told,
          lead(position) over (order by position) as next
        from outbox where position is not null)
      select position::text as subject, jsonb_build_object('id', id, 'count', event_count, 'next', next) as detail
      from placed
      where position + event_count <> coalesce(next, (select next_position from outbox_head)) or told <> event_count
      union all
      select name, jsonb_build_object('next', next_position) from outbox_reader
      where next_position > (select next_position from outbox_head)`,
  },
  {
    code: 'event_repeated',
    invariant: 2,
    only: 'whole',
    says: { zh: '同一事件发布了两次', en: 'One event was told twice' },
    find: () => sql`
      select event ->> 'subject' as subject,
        jsonb_build_object('type', event ->> 'type', 'sequence', event -> 'sequence', 'times', count(*)) as detail
      from outbox, jsonb_array_elements(events::jsonb) as event
      group by event ->> 'subject', event ->> 'type', event -> 'sequence' having count(*) > 1`,
  },
  {
    code: 'evidence_waiting',
    invariant: 11,
    only: 'whole',
    says: { zh: '已核验的证据未处理', en: 'Genuine evidence was not applied in time' },
    find: ({ now }) => sql`
      select id::text as subject, jsonb_build_object('subject', subject_no, 'receivedAt', received_at) as detail
      from evidence
      where verified and applied_at is null and received_at < ${now}::timestamptz - ${OVERDUE}::interval`,
  },
  {
    code: 'evidence_without_outcome',
    invariant: 2,
    only: 'whole',
    says: { zh: '证据处理结果缺失', en: 'Evidence was applied without an outcome, or a forgery was applied' },
    find: () => sql`
      select id::text as subject, jsonb_build_object('verified', verified, 'outcome', outcome) as detail
      from evidence where applied_at is not null and (outcome is null or not verified)`,
  },
  {
    code: 'money_without_evidence',
    invariant: 2,
    says: { zh: '到账没有证据', en: 'An attempt received money that no genuine evidence tells of' },
    find: (scope) => sql`
      select attempt_no as subject, jsonb_build_object('state', state, 'received', received_amount) as detail
      from attempt a
      where ${among(sql`attempt_no`, scope, sql`shard`)} and received_amount > 0
        and channel not in ('wallet', 'points') and not exists (
        select from evidence e where e.subject_no = a.attempt_no and e.verified and e.applied_at is not null)`,
  },
  {
    code: 'nobody_minds',
    invariant: 11,
    says: { zh: '没有跟进期限', en: 'Something undecided has no deadline, so nobody minds it' },
    find: (scope) => sql`
      select attempt_no as subject, jsonb_build_object('state', state) as detail from attempt
      where ${among(sql`attempt_no`, scope, sql`shard`)} and state in ('created', 'ready', 'unknown', 'closing') and next_query_at is null
      union all
      select attempt_no, jsonb_build_object('state', state, 'heldUntil', held_until) from attempt
      where ${among(sql`attempt_no`, scope, sql`shard`)} and state = 'authorized' and capture = 'manual' and method <> 'on_delivery'
        and next_query_at is null
      union all
      select refund_no, jsonb_build_object('state', state) from refund
      where ${among(sql`refund_no`, scope, sql`shard`)} and state in ('approved', 'processing') and next_at is null
        -- People are to transfer it: it stands in their queue.
        and (redirect ->> 'isOpen' = 'true' and redirect ->> 'way' = 'hand') is not true
      union all
      select trade_no, jsonb_build_object('state', state) from trade
      where ${among(sql`trade_no`, scope, sql`shard`)} and state = 'closing' and closing_since is null`,
  },
  {
    code: 'overdue',
    invariant: 11,
    only: 'whole',
    says: { zh: '已到期而无人处理', en: 'Something has long been due and was not done' },
    find: ({ now }) => {
      const late = sql`${now}::timestamptz - ${OVERDUE}::interval`
      return sql`
        select attempt_no as subject, jsonb_build_object('state', state, 'dueAt', next_query_at) as detail
        from attempt where next_query_at < ${late}
        union all select refund_no, jsonb_build_object('state', state, 'dueAt', next_at) from refund where next_at < ${late}
        union all select sharing_no, jsonb_build_object('state', state, 'dueAt', next_at) from sharing where next_at < ${late}
        union all select return_no, jsonb_build_object('state', state, 'dueAt', next_at) from sharing_return where next_at < ${late}
        union all select trade_no, jsonb_build_object('state', state, 'dueAt', expires_at) from trade
        where state = 'open' and secured_by is null and expires_at < ${late}
        union all select trade_no, jsonb_build_object('state', state, 'dueAt', closing_since) from trade
        where state = 'closing' and closing_since < ${late}`
    },
  },
]
