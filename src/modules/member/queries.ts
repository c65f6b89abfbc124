import type { Db } from '../../platform/db.ts'
import { readAddresses } from './store.ts'
import type { Address } from './types.ts'

export const listAddresses = (db: Db, buyerId: string): Promise<Address[]> => readAddresses(db, buyerId)

/** The buyer's own address, or null: also for an address of somebody else (row Q5). */
export const findAddress = async (db: Db, buyerId: string, id: number): Promise<Address | null> =>
  (await readAddresses(db, buyerId)).find((address) => address.id === id) ?? null
