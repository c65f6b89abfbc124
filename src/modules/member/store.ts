import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Address, AddressDraft } from './types.ts'

/** The buyer's addresses, the default one first. Nothing is ever read without the buyer. */
export async function readAddresses(db: Db, buyerId: string): Promise<Address[]> {
  const { rows } = await sql<Address>`
    select id, name, phone, province, city, district, street, is_default as "isDefault"
    from buyer_address where buyer_id = ${buyerId} order by is_default desc, id`.execute(db)
  return rows
}

/** One address for each question, in their order; null where it is not there or is not the buyer's. */
export async function readAddressesOf(
  db: Db,
  asked: readonly { readonly buyerId: string; readonly id: number }[],
): Promise<(Address | null)[]> {
  const { rows } = await sql<Address & { place: number }>`
    select w.place::int as place, a.id, name, phone, province, city, district, street, is_default as "isDefault"
    from unnest(${texts(asked.map((one) => one.buyerId))}::text[], ${ints(asked.map((one) => one.id))}::bigint[])
      with ordinality as w(buyer_id, id, place)
    join buyer_address a on a.buyer_id = w.buyer_id and a.id = w.id`.execute(db)
  const found: (Address | null)[] = asked.map(() => null)
  for (const { place, ...address } of rows) found[place - 1] = address
  return found
}

/** One writer of an address book at a time: at most one default, at most so many addresses. */
export async function lockAddressBook(tx: Tx, buyerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${buyerId}, 10))`.execute(tx)
}

export async function clearDefault(tx: Tx, buyerId: string): Promise<void> {
  await sql`update buyer_address set is_default = false where buyer_id = ${buyerId} and is_default`.execute(
    tx,
  )
}

export async function insertAddress(
  tx: Tx,
  address: { buyerId: string; draft: AddressDraft; now: Date },
): Promise<Address> {
  const { buyerId, draft, now } = address
  const { rows } = await sql<{ id: number }>`
    insert into buyer_address (buyer_id, name, phone, province, city, district, street, is_default, created_at,
      updated_at)
    values (${buyerId}, ${draft.name}, ${draft.phone}, ${draft.province}, ${draft.city}, ${draft.district},
      ${draft.street}, ${draft.isDefault}, ${now}, ${now}) returning id`.execute(tx)
  return { id: present(rows[0], 'inserted address').id, ...draft }
}

export async function updateAddress(
  tx: Tx,
  address: { buyerId: string; id: number; draft: AddressDraft; now: Date },
): Promise<void> {
  const { buyerId, id, draft, now } = address
  await sql`
    update buyer_address set name = ${draft.name}, phone = ${draft.phone}, province = ${draft.province},
      city = ${draft.city}, district = ${draft.district}, street = ${draft.street},
      is_default = ${draft.isDefault}, updated_at = ${now}
    where id = ${id} and buyer_id = ${buyerId}`.execute(tx)
}

export async function deleteAddress(tx: Tx, address: { buyerId: string; id: number }): Promise<void> {
  await sql`delete from buyer_address where id = ${address.id} and buyer_id = ${address.buyerId}`.execute(tx)
}

/** After the default has gone, the newest address takes its place. */
export async function promoteNewest(tx: Tx, buyerId: string): Promise<void> {
  await sql`
    update buyer_address set is_default = true
    where id = (select max(id) from buyer_address where buyer_id = ${buyerId})
      and not exists (select from buyer_address where buyer_id = ${buyerId} and is_default)`.execute(tx)
}
