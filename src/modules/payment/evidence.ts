import { sql } from 'kysely'
import type { Amount } from '../../kernel/money.ts'
import { accept } from '../../kernel/outcome.ts'
import { bools, ints, jsons, texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Command, LaneSpec } from '../../platform/lane.ts'

/** What a piece of evidence says, in the terms of the reducer; kept beside the raw bytes it was read from. */
export type Report =
  | {
      readonly about: 'attempt'
      readonly kind: 'paid'
      readonly channelNo: string
      readonly amount: Amount
      readonly currency: string
      readonly succeededAt: string
      readonly isOurs: boolean
    }
  | {
      readonly about: 'attempt'
      readonly kind: 'held'
      readonly channelNo: string
      readonly amount: Amount
      readonly currency: string
      readonly authorizedAt: string
      readonly heldUntil: string | null
      readonly isOurs: boolean
    }
  | { readonly about: 'attempt'; readonly kind: 'closed' }
  | { readonly about: 'attempt'; readonly kind: 'failed'; readonly code: string }
  | { readonly about: 'refund'; readonly kind: 'processing'; readonly channelRefundNo: string }
  | {
      readonly about: 'refund'
      readonly kind: 'succeeded'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly succeededAt: string
    }
  /** It came to our own bank account. */
  | {
      readonly about: 'refund'
      readonly kind: 'returned'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly returnedAt: string
    }
  | {
      readonly about: 'refund'
      readonly kind: 'failed'
      readonly code: string
      readonly channelRefundNo?: string
      readonly why?: string
    }
  /** The buyer gave back what had reached him twice. */
  | {
      readonly about: 'refund'
      readonly kind: 'claimed_back'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly receivedAt: string
    }
  /** `subjectNo` is the attempt whose money is asked back. */
  | {
      readonly about: 'dispute'
      readonly channelDisputeNo: string
      readonly amount: Amount
      readonly currency: string
      readonly reason: string
      readonly state: 'needs_response' | 'under_review' | 'won' | 'lost'
      readonly openedAt: string
      readonly respondBy: string | null
      readonly isWithdrawn: boolean
    }

export type NewEvidence = Command & {
  readonly channel: string
  readonly kind: 'notice' | 'query' | 'operator'
  /** The channel's id of the notice, or a hash of the content: the same fact told twice is one piece of evidence. */
  readonly sourceId: string
  readonly verified: boolean
  readonly verdict: string
  readonly subjectNo: string | null
  readonly report: Report | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export type Stored = { readonly id: number; readonly isNew: boolean }

type Draft = { readonly commands: NewEvidence[]; readonly stored: Map<NewEvidence, Stored> }

/**
 * Stores evidence in a commit of its own, before anything is concluded from it. A repetition of a verified piece
 * finds the first one; an unverified piece is kept beside all others and takes nobody's place. A genuine piece that
 * says nothing to apply is noted at once: nobody waits for it.
 */
export const evidenceLane: LaneSpec<NewEvidence, Draft, Stored, never> = {
  operation: 'evidence.store',
  keys: 'own',
  retryOf: (code) => code,
  load: async (tx, commands) => ({ commands: [...commands], stored: await insertEvidence(tx, commands) }),
  decide: (draft, command) => accept(draft.stored.get(command)!),
  save: async () => {},
}

/** Stores pieces of evidence; those that are stored already stay as they are. */
export async function insertEvidence(
  tx: Tx,
  commands: readonly NewEvidence[],
): Promise<Map<NewEvidence, Stored>> {
  const distinct = new Map(
    commands.map((c, i) => [c.verified ? `${c.channel}/${c.kind}/${c.sourceId}` : `#${i}`, c]),
  )
  const list = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, c]) => c)
  const { rows } = await sql<{
    id: number
    channel: string
    kind: string
    source_id: string
    verified: boolean
  }>`
    insert into evidence (channel, kind, source_id, verified, verdict, subject_no, report, headers, body, received_at,
      applied_at, outcome)
    select channel, kind, source, verified, verdict, subject, report::jsonb, headers::jsonb, decode(body, 'base64'), at,
      case when noted then at end, case when noted then 'noted' end
    from unnest(${texts(list.map((c) => c.channel))}::text[], ${texts(list.map((c) => c.kind))}::text[],
      ${texts(list.map((c) => c.sourceId))}::text[], ${bools(list.map((c) => c.verified))}::boolean[],
      ${texts(list.map((c) => c.verdict))}::text[], ${texts(list.map((c) => c.subjectNo))}::text[],
      ${jsons(list.map((c) => c.report))}::text[], ${jsons(list.map((c) => c.headers))}::text[],
      ${texts(list.map((c) => c.body.toString('base64')))}::text[], ${times(list.map((c) => c.now))}::timestamptz[])
      as n(channel, kind, source, verified, verdict, subject, report, headers, body, at),
      lateral (select verified and (subject is null or report is null) as noted) as said
    on conflict (channel, kind, source_id) where verified do nothing
    returning id, channel, kind, source_id, verified`.execute(tx)
  const known = rows.length === list.length ? [] : await findVerified(tx, list)
  const ids = new Map<string, Stored>()
  for (const row of known)
    ids.set(`${row.channel}/${row.kind}/${row.source_id}`, { id: row.id, isNew: false })
  for (const row of rows) {
    if (row.verified) ids.set(`${row.channel}/${row.kind}/${row.source_id}`, { id: row.id, isNew: true })
  }
  const unverified = rows.filter((row) => !row.verified).map((row) => row.id)
  return new Map(
    commands.map((c) => {
      const stored = c.verified
        ? ids.get(`${c.channel}/${c.kind}/${c.sourceId}`)!
        : { id: unverified.shift()!, isNew: true }
      return [c, stored]
    }),
  )
}

async function findVerified(tx: Tx, list: readonly NewEvidence[]) {
  const { rows } = await sql<{ id: number; channel: string; kind: string; source_id: string }>`
    select e.id, e.channel, e.kind, e.source_id from evidence e
    join unnest(${texts(list.map((c) => c.channel))}::text[], ${texts(list.map((c) => c.kind))}::text[],
      ${texts(list.map((c) => c.sourceId))}::text[]) as w(channel, kind, source_id) using (channel, kind, source_id)
    where e.verified`.execute(tx)
  return rows
}

export type Waiting = {
  readonly id: number
  readonly kind: NewEvidence['kind']
  readonly subjectNo: string
  readonly report: Report
  applied: string | null
}

/** Locks evidence that waits to be applied; pieces that were applied meanwhile come back as applied. */
export async function lockEvidence(tx: Tx, ids: readonly number[]): Promise<Map<number, Waiting>> {
  const { rows } = await sql<
    Pick<Waiting, 'id' | 'kind' | 'report'> & { subject_no: string; outcome: string | null }
  >`
    select id, kind, subject_no, report, case when applied_at is null then null else outcome end as outcome
    from evidence where id = any(${ints(ids)}::bigint[]) and verified and subject_no is not null and report is not null
    order by id for no key update`.execute(tx)
  return new Map(
    rows.map((row) => [
      row.id,
      { id: row.id, kind: row.kind, subjectNo: row.subject_no, report: row.report, applied: row.outcome },
    ]),
  )
}

export async function markApplied(tx: Tx, done: ReadonlyMap<number, string>, now: Date): Promise<void> {
  if (done.size === 0) return
  await sql`
    update evidence e set applied_at = ${now}, outcome = n.outcome
    from unnest(${ints([...done.keys()])}::bigint[], ${texts([...done.values()])}::text[]) as n(id, outcome)
    where e.id = n.id and e.applied_at is null`.execute(tx)
}

/** Evidence after `id` that nobody has applied yet: after a crash, or while the reducer failed. */
export async function waitingEvidence(db: Db, limit = 500, after = 0): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from evidence where verified and applied_at is null and id > ${after} order by id limit ${limit}`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

/** Bounds what forgeries may fill: the newest `keep` unverified pieces stay. Returns how many went. */
export async function trimUnverified(db: Db, keep: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from evidence where not verified and received_at < (
      select received_at from evidence where not verified order by received_at desc offset ${keep} limit 1)`.execute(
    db,
  )
  return Number(numAffectedRows ?? 0)
}
