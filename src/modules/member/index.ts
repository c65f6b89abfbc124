/**
 * Members: what belongs to a buyer. Now the address book.
 *
 * Invariants: nothing is read or changed without its owner, another's address does not exist for the asker; a book
 * that is not empty has exactly one default address.
 */
export {
  type AddAddress,
  addAddress,
  addAddressIn,
  type EditAddress,
  editAddress,
  removeAddress,
} from './commands.ts'
export { mobileNumber } from './decide.ts'
export { findAddress, findAddresses, listAddresses } from './queries.ts'
export * from './types.ts'
