import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
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
export async function listMessages(db: Db, filter: MessageFilter): Promise<readonly Message[]> {
  const { recipient, state = null, way = null, node = null, subjectNo = null, before = null, limit } = filter
  const { rows } = await sql<Message>`
    select ${columns} from push_message
    where (${recipient}::text is null or recipient = ${recipient})
      and (${state}::text is null or state = ${state}) and (${way}::text is null or way = ${way})
      and (${node}::text is null or node = ${node}) and (${subjectNo}::text is null or subject_no = ${subjectNo})
      and (${before}::bigint is null or id < ${before})
    order by id desc limit ${limit}`.execute(db)
  return rows
}

/** What somebody finds in his inbox, newest first. */
export const readInbox = (
  db: Db,
  recipient: string,
  page: { readonly before?: number | undefined; readonly limit: number },
): Promise<readonly Message[]> => listMessages(db, { recipient, way: 'site', ...page })

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
