import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { after, HOUR } from '../../kernel/clock.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Seal } from '../../platform/seal.ts'
import { readPublicKey, type SigningAlgorithm } from './signing.ts'
import type { AccountRejection, Staff } from './types.ts'

export type CredentialFacts = {
  readonly id: string
  readonly keyId: number
  readonly algorithm: SigningAlgorithm
  readonly publicKey: string | null
  readonly createdAt: Date
  /** It signs until then: a later one has taken its place. */
  readonly endsAt: Date | null
  readonly revokedAt: Date | null
  readonly lastUsedAt: Date | null
}

const columns = sql`id, key_id as "keyId", algorithm, public_key as "publicKey", created_at as "createdAt",
  ends_at as "endsAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`

/** So many may sign for one key at the same time; two are enough to rotate. */
export const MAX_CREDENTIALS = 5

export type NewCredential = {
  readonly keyId: number
  readonly algorithm: SigningAlgorithm
  /** SPKI in PEM; for HMAC there is none, the secret is ours to make. */
  readonly publicKey: string | undefined
  /** How long credentials that live now go on signing; null: they stay. */
  readonly endOthersAfterHours: number | null
}
export type MadeCredential = CredentialFacts & { readonly secret: string | null }
type Refusal = Extract<
  AccountRejection,
  'unknown_key' | 'public_key_refused' | 'public_key_needed' | 'too_many_credentials'
>

/** Adds a credential to a live key within the maker's reach. The secret of an HMAC credential is shown here, once. */
export async function addCredential(
  db: Db,
  seal: Seal,
  maker: Staff,
  wanted: NewCredential,
  now: Date,
): Promise<Outcome<MadeCredential, Refusal>> {
  const { keyId, algorithm } = wanted
  const read = materialOf(wanted)
  const id = `sgn_${randomBytes(12).toString('hex')}`
  const made = await db.transaction().execute(async (tx): Promise<Outcome<MadeCredential, Refusal>> => {
    // A stranger's key is unknown whatever was sent with it.
    if (!(await lockKey(tx, keyId, maker.shopId))) return reject('unknown_key')
    if (!read.ok) return read
    const { secret, publicKey } = read.value
    if (wanted.endOthersAfterHours !== null) {
      const end = after(now, wanted.endOthersAfterHours * HOUR)
      await sql`update signing_credential set ends_at = least(ends_at, ${end})
        where key_id = ${keyId} and revoked_at is null`.execute(tx)
    }
    const { rows: live } = await sql`
      select from signing_credential
      where key_id = ${keyId} and revoked_at is null and (ends_at is null or ends_at > ${now})`.execute(tx)
    if (live.length >= MAX_CREDENTIALS) return reject('too_many_credentials')
    const { rows } = await sql<CredentialFacts>`
      insert into signing_credential (id, key_id, algorithm, sealed_secret, public_key, created_by, created_at)
      values (${id}, ${keyId}, ${algorithm}, ${secret === null ? null : seal.close(secret, id)}, ${publicKey},
              ${maker.id}, ${now}) returning ${columns}`.execute(tx)
    return accept({ ...rows[0]!, secret })
  })
  if (made.ok) await sql`notify person_standing`.execute(db)
  return made
}

/** 256 random bits for HMAC; a checked public key for the others. */
function materialOf({
  algorithm,
  publicKey,
}: NewCredential): Outcome<{ secret: string | null; publicKey: string | null }, Refusal> {
  if (algorithm === 'HMAC-SHA256') {
    if (publicKey !== undefined)
      return reject('public_key_refused', { param: 'publicKey', detail: { rule: 'none_for_hmac' } })
    return accept({ secret: randomBytes(32).toString('base64url'), publicKey: null })
  }
  if (publicKey === undefined) return reject('public_key_needed', { param: 'publicKey' })
  const read = readPublicKey(algorithm, publicKey)
  return read.ok ? accept({ secret: null, publicKey: read.value }) : read
}

async function lockKey(tx: Tx, id: number, shopId: number | null): Promise<boolean> {
  const { rows } = await sql`
    select from server_key where id = ${id} and revoked_at is null
      and (${shopId}::bigint is null or shop_id = ${shopId}) for update`.execute(tx)
  return rows.length > 0
}

export const credentialsOf = async (
  db: Db,
  keyIds: readonly number[],
): Promise<readonly CredentialFacts[]> =>
  keyIds.length === 0
    ? []
    : (
        await sql<CredentialFacts>`select ${columns} from signing_credential
          where key_id = any(${[...keyIds]}::bigint[]) order by created_at, id`.execute(db)
      ).rows

/** Holds within seconds in every process. Twice is the same as once. */
export async function revokeCredential(
  db: Db,
  which: { readonly keyId: number; readonly id: string; readonly shopId: number | null },
  now: Date,
): Promise<Outcome<null, 'unknown_key'>> {
  const { rows } = await sql`
    update signing_credential credential set revoked_at = coalesce(credential.revoked_at, ${now})
    from server_key key
    where credential.id = ${which.id} and key.id = credential.key_id and key.id = ${which.keyId}
      and (${which.shopId}::bigint is null or key.shop_id = ${which.shopId}) returning credential.id`.execute(
    db,
  )
  if (rows.length === 0) return reject('unknown_key')
  await sql`notify person_standing`.execute(db)
  return accept(null)
}
