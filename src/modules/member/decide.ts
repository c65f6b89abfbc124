import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { AddressDraft, MemberRejection } from './types.ts'

export const ADDRESS_LIMIT = 50

/** Eleven digits that a mainland operator may give out: 13x to 19x. Null for anything else. */
export function mobileNumber(text: string): string | null {
  const digits = text.replace(/[\s-]/g, '').replace(/^(\+|00)?86(?=1\d{10}$)/, '')
  return /^1[3-9]\d{9}$/.test(digits) ? digits : null
}

const LENGTHS = {
  name: [1, 40],
  province: [1, 40],
  city: [1, 40],
  district: [0, 40],
  street: [1, 200],
} as const

/** The address as it is kept: trimmed, its phone in one form. */
export function checkAddress(draft: AddressDraft): Outcome<AddressDraft, MemberRejection> {
  const trimmed = { ...draft }
  for (const [field, [least, most]] of Object.entries(LENGTHS) as [
    keyof typeof LENGTHS,
    readonly [number, number],
  ][]) {
    const text = draft[field].trim()
    if (text.length < least || text.length > most) return reject('address_incomplete', { param: field })
    trimmed[field] = text
  }
  const phone = mobileNumber(draft.phone)
  return phone === null ? reject('phone_invalid', { param: 'phone' }) : accept({ ...trimmed, phone })
}
