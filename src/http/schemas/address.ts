import { Type } from 'typebox'
import { Closed, Id, Text } from './shapes.ts'

const fields = {
  name: Text(40),
  phone: Type.String({ minLength: 1, maxLength: 24, pattern: '^[+\\d -]+$' }),
  province: Text(40),
  city: Text(40),
  district: Text(40, 0),
  street: Text(200),
  isDefault: Type.Boolean({ default: false }),
}
export const AddressBody = Closed(fields)
export const AddressBook = Type.Object({ id: Id, ...fields })
