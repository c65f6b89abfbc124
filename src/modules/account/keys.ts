import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { after, HOUR } from '../../kernel/clock.ts'
import type { Amount } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import { MATRIX, permissionsOf, WEIGHT } from './permissions.ts'
import { hashKey } from './standing-read.ts'
import type { AccountRejection, Permission, Staff } from './types.ts'

export type KeyFacts = {
  readonly id: number
  readonly name: string
  /** The last four characters, to tell keys apart. */
  readonly hint: string
  readonly scopes: readonly Permission[]
  readonly shopId: number | null
  readonly signedOnly: boolean
  readonly refundLimit: Amount | null
  readonly createdAt: Date
  readonly revokedAt: Date | null
  /** Until when the key before the last rotation is let in too. */
  readonly previousUntil: Date | null
  /** To the minute or so. */
  readonly lastUsedAt: Date | null
  readonly version: number
}

const columns = sql`id, name, hint, scopes, shop_id as "shopId", signed_only as "signedOnly",
  refund_limit as "refundLimit", created_at as "createdAt", revoked_at as "revokedAt",
  previous_until as "previousUntil", last_used_at as "lastUsedAt", version`

export type WantedKey = {
  readonly name: string
  readonly scopes: readonly Permission[]
  readonly signedOnly?: boolean
  /** Never above the maker's own limit, which it is where nothing is said. */
  readonly refundLimit?: Amount | null
}
export type KeyWithSecret = KeyFacts & { readonly secret: string }
type Overreach = Extract<AccountRejection, 'scope_not_yours' | 'over_your_limit'>

/** What a server key may never do: approve money, and rule over keys, people and the simulator. These need a person. */
const isPersonal = (permission: Permission): boolean =>
  WEIGHT[permission] === 'check' || WEIGHT[permission] === 'rule'

/** Nobody gives away more than the own role has. */
function overreachOf(maker: Staff, { scopes, refundLimit = null }: WantedKey): Outcome<null, Overreach> {
  const own = new Set<Permission>(permissionsOf(maker))
  const wrong = scopes.findIndex((scope) => !own.has(scope) || isPersonal(scope))
  if (wrong >= 0) return reject('scope_not_yours', { param: `scopes/${wrong}` })
  const limit = MATRIX[maker.role].refundRequestLimit
  if (limit !== null && refundLimit !== null && refundLimit > limit)
    return reject('over_your_limit', { param: 'refundLimit' })
  return accept(null)
}

const newSecret = (): string => `tbk_${randomBytes(32).toString('base64url')}`

/** Makes a server key, bound to the maker's shop. It is shown once, here; only its hash is kept. */
export const createKey = async (
  db: Db,
  maker: Staff,
  wanted: WantedKey,
  now: Date,
): Promise<Outcome<KeyWithSecret, Overreach>> => {
  const allowed = overreachOf(maker, wanted)
  if (!allowed.ok) return allowed
  const secret = newSecret()
  const { name, scopes, signedOnly = false } = wanted
  const refundLimit = wanted.refundLimit ?? MATRIX[maker.role].refundRequestLimit
  const { rows } = await sql<KeyFacts>`
    insert into server_key (name, hint, key_hash, scopes, shop_id, signed_only, refund_limit, created_by, created_at)
    values (${name}, ${secret.slice(-4)}, ${hashKey(secret)}, ${[...scopes]}, ${maker.shopId}, ${signedOnly},
            ${refundLimit}, ${maker.id}, ${now})
    returning ${columns}`.execute(db)
  await sql`notify person_standing`.execute(db)
  return accept({ ...rows[0]!, secret })
}

export const listKeys = async (db: Db, shopId: number | null): Promise<KeyFacts[]> => {
  const { rows } = await sql<KeyFacts>`
    select ${columns} from server_key where ${shopId}::bigint is null or shop_id = ${shopId}
    order by id`.execute(db)
  return rows
}

export type KeyEdit = WantedKey & { readonly id: number; readonly version: number }
type EditRefusal = Overreach | Extract<AccountRejection, 'unknown_key' | 'version_conflict'>

/** Changes what a live key may do. Who changes it must have the scopes that it then has. */
export const changeKey = async (
  db: Db,
  maker: Staff,
  edit: KeyEdit,
): Promise<Outcome<KeyFacts, EditRefusal>> => {
  const allowed = overreachOf(maker, edit)
  if (!allowed.ok) return allowed
  const { id, name, scopes, signedOnly = false, version } = edit
  const refundLimit = edit.refundLimit ?? MATRIX[maker.role].refundRequestLimit
  const { rows } = await sql<KeyFacts>`
    update server_key set name = ${name}, scopes = ${[...scopes]}, signed_only = ${signedOnly},
      refund_limit = ${refundLimit}, version = version + 1
    where id = ${id} and version = ${version} and revoked_at is null
      and (${maker.shopId}::bigint is null or shop_id = ${maker.shopId}) returning ${columns}`.execute(db)
  if (!rows[0]) return reject((await isLive(db, id, maker.shopId)) ? 'version_conflict' : 'unknown_key')
  await sql`notify person_standing`.execute(db)
  return accept(rows[0])
}

const isLive = async (db: Db, id: number, shopId: number | null): Promise<boolean> => {
  const { rows } = await sql`
    select from server_key where id = ${id} and revoked_at is null
      and (${shopId}::bigint is null or shop_id = ${shopId})`.execute(db)
  return rows.length > 0
}

/** A new secret for the same key; the one before is let in for `overlapHours` more, an earlier one no longer. */
export const rotateKey = async (
  db: Db,
  which: { readonly id: number; readonly shopId: number | null; readonly overlapHours: number },
  now: Date,
): Promise<Outcome<KeyWithSecret, Extract<AccountRejection, 'unknown_key'>>> => {
  const secret = newSecret()
  const { rows } = await sql<KeyFacts>`
    update server_key set previous_hash = key_hash, previous_until = ${after(now, which.overlapHours * HOUR)},
      key_hash = ${hashKey(secret)}, hint = ${secret.slice(-4)}, version = version + 1
    where id = ${which.id} and revoked_at is null
      and (${which.shopId}::bigint is null or shop_id = ${which.shopId}) returning ${columns}`.execute(db)
  if (!rows[0]) return reject('unknown_key')
  await sql`notify person_standing`.execute(db)
  return accept({ ...rows[0], secret })
}

/** Holds within seconds in every process. Revoking twice is the same as once. */
export const revokeKey = async (
  db: Db,
  id: number,
  shopId: number | null,
  now: Date,
): Promise<Outcome<null, Extract<AccountRejection, 'unknown_key'>>> => {
  const { rows } = await sql`
    update server_key set revoked_at = coalesce(revoked_at, ${now})
    where id = ${id} and (${shopId}::bigint is null or shop_id = ${shopId}) returning id`.execute(db)
  if (rows.length === 0) return reject('unknown_key')
  await sql`notify person_standing`.execute(db)
  return accept(null)
}
