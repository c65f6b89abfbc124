import { sql } from 'kysely'
import { after } from '../../kernel/clock.ts'
import { jsons, texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { NodeCode } from './nodes.ts'
import type { Draft, Language, MessageState, Variables } from './types.ts'
import type { OutwardWay } from './ways.ts'

/** Longer than the longest try; when it passes, the sender is taken for dead. */
export const LEASE_MS = 60_000

/**
 * Writes messages down, each once whatever is told twice. A message of the inbox is delivered by being written: in
 * the same commit that moves the reader on, so it stands there exactly once.
 * @returns how many of the new ones are to be sent
 */
export async function saveDrafts(tx: Tx, drafts: readonly Draft[], now: Date): Promise<number> {
  if (drafts.length === 0) return 0
  const of = (pick: (draft: Draft) => string | null) => texts(drafts.map(pick))
  const { rows } = await sql<{ state: MessageState }>`
    insert into push_message (dedup_key, node, audience, way, recipient, address, subject_no, title_zh, title_en,
      body_zh, body_en, language, variables, occurred_at, expires_at, state, due_at, created_at, delivered_at)
    select key, node, audience, way, recipient, address, subject, title_zh, title_en, body_zh, body_en, language,
      variables::jsonb, occurred, expires, case way when 'site' then 'delivered' else 'waiting' end, ${now}::timestamptz,
      ${now}::timestamptz, case way when 'site' then ${now}::timestamptz end
    from unnest(${of((d) => d.dedupKey)}::text[], ${of((d) => d.node)}::text[], ${of((d) => d.audience)}::text[],
      ${of((d) => d.way)}::text[], ${of((d) => d.recipient)}::text[], ${of((d) => d.address)}::text[],
      ${of((d) => d.subjectNo)}::text[], ${of((d) => d.title.zh)}::text[], ${of((d) => d.title.en)}::text[],
      ${of((d) => d.body.zh)}::text[], ${of((d) => d.body.en)}::text[], ${of((d) => d.language)}::text[],
      ${jsons(drafts.map((d) => d.variables))}::text[], ${times(drafts.map((d) => d.occurredAt))}::timestamptz[],
      ${times(drafts.map((d) => d.expiresAt))}::timestamptz[])
      as d(key, node, audience, way, recipient, address, subject, title_zh, title_en, body_zh, body_en, language,
        variables, occurred, expires)
    order by key
    on conflict (dedup_key) do nothing
    returning state`.execute(tx)
  return rows.filter(({ state }) => state === 'waiting').length
}

const REMINDERS: readonly NodeCode[] = ['pay_reminder', 'part_paid_reminder', 'instalment_due']

/** Reminders of what is over (paid, closed) are not sent any more. */
export async function cancelReminders(tx: Tx, subjectNos: readonly string[]): Promise<void> {
  if (subjectNos.length === 0) return
  await sql`
    update push_message set state = 'cancelled', leased_until = null
    where state = 'waiting' and subject_no = any(${texts(subjectNos)}::text[])
      and node = any(${texts(REMINDERS)}::text[])`.execute(tx)
}

export type Claimed = {
  readonly id: number
  readonly node: NodeCode
  readonly address: string
  readonly titleZh: string
  readonly titleEn: string
  readonly bodyZh: string
  readonly bodyEn: string
  readonly language: Language
  readonly variables: Variables
  readonly attempts: number
  readonly tries: number
  readonly round: number
}

/** Takes messages of one way that are due, so that no other process sends them now; what is outdated is cancelled. */
export async function claimDue(
  db: Db,
  way: OutwardWay,
  now: Date,
  limit: number,
): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed & { state: MessageState }>`
    with due as (
      select id from push_message
      where state = 'waiting' and way = ${way} and due_at <= ${now}
        and (leased_until is null or leased_until <= ${now})
      order by due_at, id limit ${limit} for update skip locked
    )
    update push_message message set
      state = case when expires_at <= ${now} then 'cancelled' else 'waiting' end,
      leased_until = case when expires_at <= ${now} then null else ${after(now, LEASE_MS)}::timestamptz end,
      attempts = attempts + 1, tries = tries + 1
    from due where message.id = due.id
    returning message.id, node, address, title_zh as "titleZh", title_en as "titleEn", body_zh as "bodyZh",
      body_en as "bodyEn", language, variables, attempts, tries, round, state`.execute(db)
  return rows.filter(({ state }) => state === 'waiting')
}

export type LockedMessage = {
  readonly state: MessageState
  readonly way: string
  readonly leasedUntil: Date | null
}

/** `recipient` null: whoever it was sent to. */
export async function lockMessage(
  tx: Tx,
  id: number,
  recipient: string | null,
): Promise<LockedMessage | undefined> {
  const { rows } = await sql<LockedMessage>`
    select state, way, leased_until as "leasedUntil" from push_message
    where id = ${id} and (${recipient}::text is null or recipient = ${recipient}) for update`.execute(tx)
  return rows[0]
}

/** A new round that starts now, under a request id of its own: the provider must not take it for the one before. */
export async function restartMessage(tx: Tx, id: number, now: Date): Promise<void> {
  await sql`
    update push_message set state = 'waiting', attempts = 0, round = round + 1, due_at = ${now}, expires_at = null,
      delivered_at = null, leased_until = null
    where id = ${id}`.execute(tx)
}

/** Marks messages of an inbox as read, up to and with `upTo`; returns how many were new to the reader. */
export async function markRead(
  db: Db,
  {
    recipient,
    upTo,
    by,
    now,
  }: { readonly recipient: string; readonly upTo: number; readonly by: string; readonly now: Date },
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update push_message set read_at = ${now}, read_by = ${by}
    where recipient = ${recipient} and way = 'site' and read_at is null and id <= ${upTo}`.execute(db)
  return Number(numAffectedRows)
}
