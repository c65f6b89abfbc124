import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { times } from '../../platform/arrays.ts'
import type { Db } from '../../platform/db.ts'
import type { Seal } from '../../platform/seal.ts'
import { type SigningAlgorithm, type Verifier, verifierOf } from './signing.ts'
import { TOKEN_SECONDS } from './token.ts'
import type { Permission, ServerKey } from './types.ts'

/** One credential that may sign now, and the key it signs for. */
export type SigningCredential = {
  readonly id: string
  readonly algorithm: SigningAlgorithm
  readonly caller: ServerKey
  readonly endsAt: Date | null
  readonly verifies: Verifier
}

/** A key as the door holds it. `until`: the time of a rotated-out secret is over then. */
export type HeldKey = {
  readonly caller: ServerKey
  readonly until: Date | null
  readonly signedOnly: boolean
}

export type Held = {
  readonly revoked: ReadonlySet<string>
  readonly keys: ReadonlyMap<string, HeldKey>
  readonly credentials: ReadonlyMap<string, SigningCredential>
}

export const hashKey = (secret: string): string => createHash('sha256').update(secret).digest('hex')

type KeyRow = {
  id: number
  name: string
  key_hash: string
  previous_hash: string | null
  previous_until: Date | null
  scopes: Permission[]
  shop_id: number | null
  signed_only: boolean
  refund_limit: number | null
}
type CredentialRow = {
  id: string
  key_id: number
  algorithm: SigningAlgorithm
  sealed_secret: Buffer | null
  public_key: string | null
  ends_at: Date | null
}

/** Reads everything that is needed to prove callers. What was unsealed once is not unsealed again. */
export async function readStanding(
  db: Db,
  { seal, before, now }: { readonly seal: Seal; readonly before: Held | null; readonly now: Date },
): Promise<Held> {
  const since = new Date(now.getTime() - 2 * TOKEN_SECONDS * 1000)
  const ended = await sql<{ session_id: string }>`
    select session_id from session_revocation where revoked_at > ${since}`.execute(db)
  const live = await sql<KeyRow>`
    select id, name, key_hash, previous_hash, previous_until, scopes, shop_id, signed_only, refund_limit
    from server_key where revoked_at is null`.execute(db)
  const signers = await sql<CredentialRow>`
    select id, key_id, algorithm, sealed_secret, public_key, ends_at from signing_credential
    where revoked_at is null and (ends_at is null or ends_at > ${now})`.execute(db)
  const callers = new Map(live.rows.map((row) => [row.id, serverKey(row)]))
  return {
    revoked: new Set(ended.rows.map((row) => row.session_id)),
    keys: new Map(live.rows.flatMap((row) => heldKeys(row, callers.get(row.id)!))),
    credentials: new Map(
      signers.rows.flatMap((row) => {
        const caller = callers.get(row.key_id)
        if (!caller) return []
        const { id, algorithm, ends_at: endsAt } = row
        const verifies = before?.credentials.get(id)?.verifies ?? verifierOf(algorithm, materialOf(row, seal))
        return [[id, { id, algorithm, caller, endsAt, verifies }]]
      }),
    ),
  }
}

const materialOf = ({ id, sealed_secret, public_key }: CredentialRow, seal: Seal): string =>
  sealed_secret ? seal.open(sealed_secret, id) : (public_key ?? '')

const heldKeys = (row: KeyRow, caller: ServerKey): [string, HeldKey][] => {
  const now: HeldKey = { caller, until: null, signedOnly: row.signed_only }
  return row.previous_hash === null
    ? [[row.key_hash, now]]
    : [
        [row.key_hash, now],
        [row.previous_hash, { ...now, until: row.previous_until }],
      ]
}

const serverKey = (row: KeyRow): ServerKey => ({
  kind: 'key',
  id: String(row.id),
  name: row.name,
  shopId: row.shop_id,
  scopes: row.scopes,
  refundLimit: row.refund_limit,
})

/** When keys and credentials were last used, written down for all that this process has seen since the last time. */
export async function writeUses(
  db: Db,
  uses: { readonly keys: ReadonlyMap<string, Date>; readonly credentials: ReadonlyMap<string, Date> },
): Promise<void> {
  if (uses.keys.size > 0)
    await sql`
      update server_key set last_used_at = greatest(last_used_at, used.at)
      from unnest(${[...uses.keys.keys()]}::bigint[], ${times([...uses.keys.values()])}::timestamptz[])
        as used (id, at) where server_key.id = used.id`.execute(db)
  if (uses.credentials.size > 0)
    await sql`
      update signing_credential set last_used_at = greatest(last_used_at, used.at)
      from unnest(${[...uses.credentials.keys()]}::text[], ${times([...uses.credentials.values()])}::timestamptz[])
        as used (id, at) where signing_credential.id = used.id`.execute(db)
}
