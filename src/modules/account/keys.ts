import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import { permissionsOf } from './permissions.ts'
import { hashKey } from './standing.ts'
import type { AccountRejection, Permission, Staff } from './types.ts'

export type KeyFacts = {
  readonly id: number
  readonly name: string
  /** The last four characters, to tell keys apart. */
  readonly hint: string
  readonly scopes: readonly Permission[]
  readonly shopId: number | null
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

type Row = {
  id: number
  name: string
  hint: string
  scopes: Permission[]
  shop_id: number | null
  created_at: Date
  revoked_at: Date | null
}
const factsOf = (row: Row): KeyFacts => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: row.scopes,
  shopId: row.shop_id,
  createdAt: row.created_at,
  revokedAt: row.revoked_at,
})

/** What a server key may never do: money by hand and the keys and people themselves need a person. */
const PERSONAL: readonly Permission[] = ['refund.approve', 'staff.write', 'key.write', 'simulator.control']

/**
 * Makes a server key, bound to the maker's shop. It is shown once, here; only its hash is kept.
 * Nobody gives away more than the own role has.
 */
export const createKey = async (
  db: Db,
  maker: Staff,
  wanted: { name: string; scopes: readonly Permission[] },
  now: Date,
): Promise<Outcome<KeyFacts & { secret: string }, Extract<AccountRejection, 'scope_not_yours'>>> => {
  const own = new Set<Permission>(permissionsOf(maker))
  const wrong = wanted.scopes.findIndex((scope) => !own.has(scope) || PERSONAL.includes(scope))
  if (wrong >= 0) return reject('scope_not_yours', { param: `scopes/${wrong}` })
  const secret = `tbk_${randomBytes(32).toString('base64url')}`
  const { rows } = await sql<Row>`
    insert into server_key (name, hint, key_hash, scopes, shop_id, created_by, created_at)
    values (${wanted.name}, ${secret.slice(-4)}, ${hashKey(secret)}, ${[...wanted.scopes]}, ${maker.shopId},
            ${maker.id}, ${now})
    returning *`.execute(db)
  await sql`notify person_standing`.execute(db)
  return accept({ ...factsOf(rows[0]!), secret })
}

export const listKeys = async (db: Db, shopId: number | null): Promise<KeyFacts[]> => {
  const { rows } = await sql<Row>`
    select * from server_key where ${shopId}::bigint is null or shop_id = ${shopId} order by id`.execute(db)
  return rows.map(factsOf)
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
