import { sql } from 'kysely'
import { texts, times } from '../../platform/arrays.ts'
import type { Db } from '../../platform/db.ts'
import { SIGNING_WINDOW_MS, type SignatureClaim } from './signing.ts'

type Used = Pick<SignatureClaim, 'credentialId' | 'nonce' | 'timestamp'>

/**
 * Uses the numbers of these requests up, for all processes: true where this was the first time. One statement for a
 * crowd, in one order, so that two processes never wait for each other.
 */
export async function claimNonces(db: Db, claims: readonly Used[]): Promise<readonly boolean[]> {
  const nameOf = ({ credentialId, nonce }: Used): string => `${credentialId} ${nonce}`
  const first = new Map<string, number>()
  for (const [at, claim] of claims.entries()) if (!first.has(nameOf(claim))) first.set(nameOf(claim), at)
  const list = [...first.values()].map((at) => claims[at]!)
  const { rows } = await sql<{ credentialId: string; nonce: string }>`
    insert into signing_nonce (credential_id, nonce, expires_at)
    select id, nonce, expires_at from unnest(${texts(list.map(({ credentialId }) => credentialId))}::text[],
      ${texts(list.map(({ nonce }) => nonce))}::text[], ${times(list.map(expiryOf))}::timestamptz[])
      as used (id, nonce, expires_at)
    order by id collate "C", nonce collate "C"
    on conflict do nothing returning credential_id as "credentialId", nonce`.execute(db)
  const fresh = new Set(rows.map((row) => nameOf({ ...row, timestamp: '' })))
  return claims.map((claim, at) => first.get(nameOf(claim)) === at && fresh.has(nameOf(claim)))
}

/** After this its timestamp alone refuses the request, a second of rounding included. */
const expiryOf = ({ timestamp }: Used): Date => new Date(Number(timestamp) * 1000 + SIGNING_WINDOW_MS + 1_000)

const PIECE = 10_000

/** Removes numbers whose time is over, in pieces. Returns how many. */
export async function forgetNonces(db: Db, now: Date): Promise<number> {
  let total = 0
  for (let removed = PIECE; removed === PIECE; ) {
    const { numAffectedRows = 0n } = await sql`
      delete from signing_nonce where ctid = any(array(
        select ctid from signing_nonce where expires_at < ${now} limit ${PIECE}))`.execute(db)
    removed = Number(numAffectedRows)
    total += removed
  }
  return total
}
