import type { Db } from '../../platform/db.ts'
import { readAddresses, readAddressesOf } from './store.ts'
import type { Address } from './types.ts'

export const listAddresses = (db: Db, buyerId: string): Promise<Address[]> => readAddresses(db, buyerId)

/** The buyer's own address, or null: also for an address of somebody else (row Q5). */
export const findAddress = async (db: Db, buyerId: string, id: number): Promise<Address | null> =>
  (await readAddresses(db, buyerId)).find((address) => address.id === id) ?? null

/** Many buyers' addresses in one query: checkouts ask together. Null for an address of somebody else. */
export const findAddresses = (
  db: Db,
  asked: readonly { readonly buyerId: string; readonly id: number }[],
): Promise<(Address | null)[]> => readAddressesOf(db, asked)
