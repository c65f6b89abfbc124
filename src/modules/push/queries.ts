import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { type Page, pageById } from '../../platform/newest.ts'
import type { NodeCode } from './nodes.ts'
import type { MessageState } from './types.ts'
import type { Audience, MessageWay } from './ways.ts'

export type Message = {
  readonly id: number
  readonly node: NodeCode
  readonly audience: Audience
  readonly way: MessageWay
  readonly recipient: string
  readonly address: string | null
  readonly subjectNo: string
  readonly titleZh: string
  readonly titleEn: string
  readonly bodyZh: string
  readonly bodyEn: string
  readonly state: MessageState
  readonly attempts: number
  readonly tries: number
  readonly dueAt: Date
  readonly lastError: string | null
  readonly occurredAt: Date
  readonly createdAt: Date
  readonly deliveredAt: Date | null
  readonly readAt: Date | null
}

const columns = sql`
  id, node, audience, way, recipient, address, subject_no as "subjectNo", title_zh as "titleZh",
  title_en as "titleEn", body_zh as "bodyZh", body_en as "bodyEn", state, attempts, tries, due_at as "dueAt",
  last_error as "lastError", occurred_at as "occurredAt", created_at as "createdAt",
  delivered_at as "deliveredAt", read_at as "readAt"`

export type MessageFilter = {
  /** Null: everybody's. */
  readonly recipient: string | null
  readonly state?: MessageState | undefined
  readonly way?: MessageWay | undefined
  readonly node?: NodeCode | undefined
  readonly subjectNo?: string | undefined
  /** Only messages older than this id: the cursor of the page before. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Newest first. */
export async function listMessages(db: Db, filter: MessageFilter): Promise<Page<Message>> {
  const { recipient, state, way, node, subjectNo, before, limit } = filter
  const reach: RawBuilder<unknown>[] = []
  const filters: RawBuilder<unknown>[] = []
  if (recipient !== null) reach.push(sql`recipient = ${recipient}`)
  if (subjectNo !== undefined) reach.push(sql`subject_no = ${subjectNo}`)
  // What could not be sent has an index of its own.
  if (state !== undefined) (state === 'dead' ? reach : filters).push(sql`state = ${state}`)
  // Of one recipient there are not many.
  if (way !== undefined) (recipient === null ? filters : reach).push(sql`way = ${way}`)
  if (node !== undefined) filters.push(sql`node = ${node}`)
  return pageById<Message>(db, {
    table: sql`push_message`,
    row: columns,
    id: sql`id`,
    reach,
    filters,
    beyond: before,
    limit,
  })
}

/** What somebody finds in his inbox, newest first. */
export const readInbox = (
  db: Db,
  recipient: string,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<Page<Message>> => listMessages(db, { recipient, way: 'site', ...page })

/** A message of this recipient; null: anybody's. */
export async function findMessage(
  db: Db,
  id: number,
  recipient: string | null,
): Promise<Message | undefined> {
  const { rows } = await sql<Message>`
    select ${columns} from push_message
    where id = ${id} and (${recipient}::text is null or recipient = ${recipient})`.execute(db)
  return rows[0]
}

export async function countUnread(db: Db, recipient: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from push_message
    where recipient = ${recipient} and way = 'site' and read_at is null`.execute(db)
  return rows[0]!.count
}

export type Try = {
  readonly no: number
  readonly at: Date
  readonly durationMs: number
  readonly outcome: 'accepted' | 'later' | 'never'
  readonly error: string | null
}

/** The kept tries of a message, oldest first; of somebody else's message there are none. */
export async function listPushTries(
  db: Db,
  messageId: number,
  recipient: string | null,
): Promise<readonly Try[]> {
  const { rows } = await sql<Try>`
    select no, at, duration_ms as "durationMs", outcome, error from push_try
    where message_id = ${messageId} and exists (select from push_message
      where id = message_id and (${recipient}::text is null or recipient = ${recipient}))
    order by no`.execute(db)
  return rows
}
