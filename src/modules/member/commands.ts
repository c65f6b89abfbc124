import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { ADDRESS_LIMIT, checkAddress } from './decide.ts'
import {
  clearDefault,
  deleteAddress,
  insertAddress,
  lockAddressBook,
  promoteNewest,
  readAddresses,
  updateAddress,
} from './store.ts'
import type { Address, AddressDraft, MemberRejection } from './types.ts'

type Answer<T> = Promise<Outcome<T, MemberRejection>>
export type AddAddress = { readonly buyerId: string; readonly draft: AddressDraft; readonly now: Date }
export type EditAddress = AddAddress & { readonly id: number }

/** The first address is the default one, whatever it says. */
export const addAddress = (db: Db, command: AddAddress): Answer<Address> =>
  db.transaction().execute((tx) => addAddressIn(tx, command))

/** As `addAddress`, inside the caller's transaction. */
export async function addAddressIn(tx: Tx, { buyerId, draft, now }: AddAddress): Answer<Address> {
  const checked = checkAddress(draft)
  if (!checked.ok) return checked
  await lockAddressBook(tx, buyerId)
  const known = await readAddresses(tx, buyerId)
  if (known.length >= ADDRESS_LIMIT) return reject('address_book_full')
  const isDefault = checked.value.isDefault || known.length === 0
  if (isDefault) await clearDefault(tx, buyerId)
  return accept(await insertAddress(tx, { buyerId, draft: { ...checked.value, isDefault }, now }))
}

/** Another buyer's address is answered as if it did not exist. The default one stays it until another is. */
export const editAddress = (db: Db, { id, buyerId, draft, now }: EditAddress): Answer<Address> =>
  db.transaction().execute(async (tx) => {
    await lockAddressBook(tx, buyerId)
    const before = (await readAddresses(tx, buyerId)).find((address) => address.id === id)
    if (!before) return reject('address_not_found')
    const checked = checkAddress(draft)
    if (!checked.ok) return checked
    const next = { ...checked.value, isDefault: checked.value.isDefault || before.isDefault }
    if (next.isDefault) await clearDefault(tx, buyerId)
    await updateAddress(tx, { buyerId, id, draft: next, now })
    return accept({ id, ...next })
  })

export const removeAddress = (db: Db, command: { buyerId: string; id: number }): Answer<null> =>
  db.transaction().execute(async (tx) => {
    const { buyerId, id } = command
    await lockAddressBook(tx, buyerId)
    const known = await readAddresses(tx, buyerId)
    if (!known.some((address) => address.id === id)) return reject('address_not_found')
    await deleteAddress(tx, { buyerId, id })
    await promoteNewest(tx, buyerId)
    return accept(null)
  })
