import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { type Page, pageById } from '../../platform/newest.ts'
import type { EvidenceRow } from './queries.ts'

/**
 * Genuine evidence that changed nothing: `no_subject` is about a number that is none of ours, `contradicted` says
 * other than what stands and cannot be undone by a message. A person looks into it and says what he found.
 */
export const UNCLAIMED = ['no_subject', 'contradicted'] as const
export type Unclaimed = (typeof UNCLAIMED)[number]

export type Look = {
  readonly seenBy: string | null
  readonly seenAt: Date | null
  readonly note: string | null
}

/** A piece of evidence with what a person said of it. */
export type EvidenceSeen = EvidenceRow & Look
/** The same without its bytes, as lists show it. */
export type EvidenceLine = Omit<EvidenceSeen, 'headers' | 'body'>

const facts = sql`id, channel, kind, source_id as "sourceId", verified, verdict, subject_no as "subjectNo", report,
  received_at as "receivedAt", applied_at as "appliedAt", outcome, seen_by as "seenBy", seen_at as "seenAt",
  seen_note as note`

export type UnclaimedFilter = {
  readonly outcome?: Unclaimed
  readonly channel?: string
  readonly seen?: boolean
  readonly before?: number
  readonly limit: number
}

/** What is nobody's or stands against our books, newest first. */
export async function listUnclaimed(db: Db, filter: UnclaimedFilter): Promise<Page<EvidenceLine>> {
  const { outcome, channel, seen, before, limit } = filter
  // What nobody has seen has an index of its own; else all evidence is walked.
  const unclaimed = sql`outcome in ('no_subject', 'contradicted')`
  const filters: RawBuilder<unknown>[] = []
  if (seen !== false) filters.push(unclaimed)
  if (seen === true) filters.push(sql`seen_at is not null`)
  if (outcome !== undefined) filters.push(sql`outcome = ${outcome}`)
  if (channel !== undefined) filters.push(sql`channel = ${channel}`)
  return pageById<EvidenceLine>(db, {
    table: sql`evidence`,
    row: facts,
    id: sql`id`,
    reach: seen === false ? [unclaimed, sql`seen_at is null`] : [],
    filters,
    beyond: before,
    limit,
  })
}

export async function findEvidence(db: Db | Tx, id: number): Promise<EvidenceSeen | undefined> {
  const { rows } = await sql<EvidenceSeen>`
    select ${facts}, headers, body from evidence where id = ${id}`.execute(db)
  return rows[0]
}

type Seen = { readonly id: number; readonly by: string; readonly note: string; readonly now: Date }

/** A person has looked into it, and what he found. False where none such waits. */
export async function markSeen(tx: Tx, { id, by, note, now }: Seen): Promise<boolean> {
  const { rows } = await sql`
    update evidence set seen_by = ${by}, seen_at = ${now}, seen_note = ${note}
    where id = ${id} and outcome in ('no_subject', 'contradicted') and seen_at is null returning id`.execute(
    tx,
  )
  return rows.length > 0
}
