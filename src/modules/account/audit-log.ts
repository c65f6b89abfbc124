import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { type Page, pageById } from '../../platform/newest.ts'
import type { Role } from './types.ts'

/** One line of the audit log. `target` names what is written to (path parameters), never a secret or a whole body. */
export type AuditEntry = {
  readonly at: Date
  readonly requestId: string
  readonly stage: 'begun' | 'ended'
  readonly actorId: string
  readonly actorRole: Role
  readonly shopId: number | null
  readonly operation: string
  readonly target: Readonly<Record<string, string>>
  readonly requestHash: string
  readonly status: number | null
  readonly code: string | null
}
export type AuditRow = AuditEntry & {
  readonly position: number
  readonly previousHash: string
  readonly hash: string
}

export const AUDIT_GENESIS = '0'.repeat(64)
/** Chain order is lock order: one writer at a time, for the length of its own transaction. */
const CHAIN_LOCK = 7_020_001

/** What a row's hash covers: every field and the hash before it, in one order. */
const hashOf = (position: number, previousHash: string, entry: AuditEntry): string => {
  const target = Object.entries(entry.target).sort(([a], [b]) => (a < b ? -1 : 1))
  const { at, requestId, stage, actorId, actorRole, shopId, operation, requestHash, status, code } = entry
  const facts = [
    position,
    previousHash,
    at.toISOString(),
    requestId,
    stage,
    actorId,
    actorRole,
    shopId,
    operation,
  ]
  return createHash('sha256')
    .update(JSON.stringify([...facts, target, requestHash, status, code]))
    .digest('hex')
}

/** Appends to the chain inside the caller's transaction: with it or not at all. */
export const writeAudit = async (tx: Tx, entry: AuditEntry): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`.execute(tx)
  const last = await sql<{ position: number; hash: string }>`
    select position, hash from audit_log order by position desc limit 1`.execute(tx)
  const position = (last.rows[0]?.position ?? 0) + 1
  const previous = last.rows[0]?.hash ?? AUDIT_GENESIS
  await sql`
    insert into audit_log (position, at, request_id, stage, actor_id, actor_role, shop_id, operation, target,
                           request_hash, status, code, previous_hash, hash)
    values (${position}, ${entry.at}, ${entry.requestId}, ${entry.stage}, ${entry.actorId}, ${entry.actorRole},
            ${entry.shopId}, ${entry.operation}, ${JSON.stringify(entry.target)}, ${entry.requestHash},
            ${entry.status}, ${entry.code}, ${previous}, ${hashOf(position, previous, entry)})`.execute(tx)
}

/** Appends in a transaction of its own. */
export const appendAudit = (db: Db, entry: AuditEntry): Promise<void> =>
  db.transaction().execute((tx) => writeAudit(tx, entry))

type Stored = {
  position: number
  at: Date
  request_id: string
  stage: 'begun' | 'ended'
  actor_id: string
  actor_role: Role
  shop_id: number | null
  operation: string
  target: Record<string, string>
  request_hash: string
  status: number | null
  code: string | null
  previous_hash: string
  hash: string
}

const rowOf = (row: Stored): AuditRow => ({
  position: row.position,
  at: row.at,
  requestId: row.request_id,
  stage: row.stage,
  actorId: row.actor_id,
  actorRole: row.actor_role,
  shopId: row.shop_id,
  operation: row.operation,
  target: row.target,
  requestHash: row.request_hash,
  status: row.status,
  code: row.code,
  previousHash: row.previous_hash,
  hash: row.hash,
})

export type AuditVerdict = {
  readonly entries: number
  /** The position of the first row that does not follow from the rows before it; null when the chain holds. */
  readonly brokenAt: number | null
  /** Note this elsewhere: a chain whose end was cut off still holds, but has another head. */
  readonly head: string
}

/** Walks the whole chain and computes every hash again. */
export const verifyAuditLog = async (db: Db, pageSize = 1_000): Promise<AuditVerdict> => {
  let position = 0
  let head = AUDIT_GENESIS
  for (;;) {
    const { rows } = await sql<Stored>`
      select * from audit_log where position > ${position} order by position limit ${pageSize}`.execute(db)
    for (const row of rows.map(rowOf)) {
      const follows = row.position === position + 1 && row.previousHash === head
      if (!follows || row.hash !== hashOf(row.position, head, row)) {
        return { entries: position, brokenAt: position + 1, head }
      }
      position = row.position
      head = row.hash
    }
    if (rows.length < pageSize) return { entries: position, brokenAt: null, head }
  }
}

/** Newest first, for the console. A merchant sees what his own shop's staff did. */
export const listAudit = async (
  db: Db,
  page: { before: number | null; limit: number; actor: string | null; shopId: number | null },
): Promise<Page<AuditRow>> => {
  const { before, limit, actor, shopId } = page
  const { items, nextCursor } = await pageById<Stored>(db, {
    table: sql`audit_log`,
    row: sql`*`,
    id: sql`position`,
    reach: actor === null ? [] : [sql`actor_id = ${actor}`],
    filters: shopId === null ? [] : [sql`shop_id = ${shopId}`],
    beyond: before,
    limit,
  })
  return { items: items.map(rowOf), nextCursor }
}
