import { Type } from 'typebox'
import { Closed, Id, Text, Words } from './shapes.ts'

const fields = {
  name: Words(40),
  phone: Type.String({ minLength: 1, maxLength: 24, pattern: '^[+\\d -]+$' }),
  province: Words(40),
  city: Words(40),
  district: Text(40, 0),
  street: Words(200),
  isDefault: Type.Boolean({ default: false }),
}
export const AddressBody = Closed(fields)
const { isDefault: _, ...delivery } = fields
/** Where one order goes, for a customer whose address book is not ours. */
export const DeliveryAddress = Closed(delivery)
export const AddressBook = Type.Object({ id: Id, ...fields })
