import { sql } from 'kysely'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { endSessions, newPersonId, WECHAT_PROVIDER } from './credentials.ts'
import type { AccountRejection, Role } from './types.ts'

export type Person = {
  readonly id: string
  readonly kind: 'buyer' | 'staff'
  readonly name: string
  readonly phone: string | null
  readonly username: string | null
  readonly role: Role | null
  readonly shopId: number | null
  readonly state: 'active' | 'disabled'
  readonly version: number
}

type Row = Omit<Person, 'shopId'> & { shop_id: number | null }
const personOf = ({ id, kind, name, phone, username, role, shop_id, state, version }: Row): Person => ({
  id,
  kind,
  name,
  phone,
  username,
  role,
  shopId: shop_id,
  state,
  version,
})

export const findPerson = async (db: Db, id: string): Promise<Person | null> => {
  const { rows } = await sql<Row>`select * from person where id = ${id}`.execute(db)
  return rows[0] ? personOf(rows[0]) : null
}

/** Staff by id; a merchant's owner sees the staff of the own shop. */
export const listStaff = async (db: Db, shopId: number | null): Promise<Person[]> => {
  const { rows } = await sql<Row>`
    select * from person where kind = 'staff' and (${shopId}::bigint is null or shop_id = ${shopId})
    order by created_at, id`.execute(db)
  return rows.map(personOf)
}

const isUnique = (error: unknown): boolean => (error as { code?: string }).code === '23505'

export type NewStaff = {
  readonly id?: string
  readonly username: string
  readonly password: string
  readonly name: string
  readonly role: Role
  readonly shopId: number | null
}
type Taken = Extract<AccountRejection, 'username_taken'>

/** Hashing takes long on purpose, so it is done before the transaction. */
export const hashedStaff = async (staff: NewStaff): Promise<NewStaff> => {
  const { hashPassword } = await import('better-auth/crypto')
  return { ...staff, password: await hashPassword(staff.password) }
}

/** Makes a member of staff with a password. Used by the seed for the demo's people. */
export const createStaff = async (db: Db, staff: NewStaff, now: Date): Promise<Outcome<Person, Taken>> => {
  const hashed = await hashedStaff(staff)
  return db.transaction().execute((tx) => createStaffIn(tx, hashed, now))
}

/** As `createStaff`, inside the caller's transaction; `password` is hashed already. */
export const createStaffIn = async (tx: Tx, staff: NewStaff, now: Date): Promise<Outcome<Person, Taken>> => {
  const id = staff.id ?? newPersonId()
  const username = staff.username.toLowerCase()
  const { rows } = await sql`
    insert into auth."user" (id, name, email, "emailVerified", username, "displayUsername", "createdAt", "updatedAt")
    values (${id}, ${staff.name}, ${`${username}@staff.invalid`}, false, ${username}, ${staff.username},
            ${now}, ${now})
    on conflict do nothing returning id`.execute(tx)
  if (rows.length === 0) return reject('username_taken', { param: 'username' })
  await sql`
    insert into auth.account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
    values (${newPersonId()}, ${id}, 'credential', ${id}, ${staff.password}, ${now}, ${now})`.execute(tx)
  await sql`
    insert into person (id, kind, name, username, role, shop_id, created_at)
    values (${id}, 'staff', ${staff.name}, ${username}, ${staff.role}, ${staff.shopId}, ${now})`.execute(tx)
  const { name, role, shopId } = staff
  return accept({ id, kind: 'staff', name, phone: null, username, role, shopId, state: 'active', version: 1 })
}

/**
 * Makes a buyer who will sign in by phone, or with WeChat where his `openid` there is given. Used by the seed; a live
 * buyer is made at the first sign-in.
 */
export const createBuyer = async (
  db: Db,
  buyer: { id?: string; name: string; phone: string; openid?: string },
  now: Date,
): Promise<Outcome<Person, Extract<AccountRejection, 'phone_taken'>>> => {
  const id = buyer.id ?? newPersonId()
  try {
    await db.transaction().execute(async (tx) => {
      await sql`
        insert into auth."user" (id, name, email, "emailVerified", "phoneNumber", "phoneNumberVerified",
                                 "createdAt", "updatedAt")
        values (${id}, ${buyer.name}, ${`${buyer.phone}@phone.invalid`}, false, ${buyer.phone}, true,
                ${now}, ${now})`.execute(tx)
      await insertBuyer(tx, { ...buyer, id }, now)
      if (!buyer.openid) return
      await sql`
        insert into auth.account (id, "accountId", "providerId", "userId", "createdAt", "updatedAt")
        values (${newPersonId()}, ${buyer.openid}, ${WECHAT_PROVIDER}, ${id}, ${now}, ${now})`.execute(tx)
    })
  } catch (error) {
    if (isUnique(error)) return reject('phone_taken', { param: 'phone' })
    throw error
  }
  const none = { username: null, role: null, shopId: null }
  return accept({
    id,
    kind: 'buyer',
    name: buyer.name,
    phone: buyer.phone,
    ...none,
    state: 'active',
    version: 1,
  })
}

const insertBuyer = (tx: Db | Tx, buyer: { id: string; name: string; phone: string | null }, now: Date) =>
  sql`insert into person (id, kind, name, phone, created_at)
      values (${buyer.id}, 'buyer', ${buyer.name}, ${buyer.phone}, ${now})
      on conflict (id) do nothing`.execute(tx)

/** The person behind fresh credentials: whoever has no account yet becomes a buyer, never staff. */
export const personBehind = async (db: Db, userId: string, now: Date): Promise<Person | null> => {
  const known = await findPerson(db, userId)
  if (known) return known
  const { rows } = await sql<{ name: string; phone: string | null }>`
    select name, "phoneNumber" as phone from auth."user" where id = ${userId}`.execute(db)
  if (!rows[0]) return null
  await insertBuyer(db, { id: userId, ...rows[0] }, now)
  return findPerson(db, userId)
}

export type StaffChange = {
  readonly id: string
  /** The version that was read; another one now means somebody else was faster. */
  readonly version: number
  readonly name: string
  readonly role: Role
  readonly shopId: number | null
  readonly state: 'active' | 'disabled'
}

/**
 * Changes a member of staff and ends the person's sessions, so that no token keeps the old role.
 * @param within the shop whose owner asks, or null for the platform
 */
export const changeStaff = async (
  db: Db,
  change: StaffChange,
  within: number | null,
  now: Date,
): Promise<Outcome<Person, Extract<AccountRejection, 'unknown_account' | 'version_conflict'>>> => {
  const before = await findPerson(db, change.id)
  if (before?.kind !== 'staff' || (within !== null && before.shopId !== within))
    return reject('unknown_account')
  const { rows } = await sql<Row>`
    update person set name = ${change.name}, role = ${change.role}, shop_id = ${change.shopId},
                       state = ${change.state}, version = version + 1
    where id = ${change.id} and version = ${change.version} returning *`.execute(db)
  if (!rows[0]) return reject('version_conflict', { param: 'version' })
  await endSessions(db, { personId: change.id }, now)
  return accept(personOf(rows[0]))
}

/** Who a buyer is to WeChat, when he has signed in there: its own browser pays only for somebody it knows. */
export const wechatOpenId = async (db: Db, buyerId: string): Promise<string | undefined> => {
  const { rows } = await sql<{ accountId: string }>`
    select "accountId" from auth.account
    where "userId" = ${buyerId} and "providerId" = ${WECHAT_PROVIDER}`.execute(db)
  return rows[0]?.accountId
}

export const findPeople = async (db: Db | Tx, ids: readonly string[]): Promise<Person[]> => {
  if (ids.length === 0) return []
  const { rows } = await sql<Row>`select * from person where id = any(${[...ids]}::text[])`.execute(db)
  return rows.map(personOf)
}
