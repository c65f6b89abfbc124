import type { RejectionTable } from '../../kernel/outcome.ts'

export type AddressDraft = {
  readonly name: string
  /** A mobile number of mainland China; `+86`, blanks and hyphens are taken off. */
  readonly phone: string
  readonly province: string
  readonly city: string
  /** Empty where a city has no districts. */
  readonly district: string
  readonly street: string
  readonly isDefault: boolean
}

export type Address = AddressDraft & { readonly id: number }

/** In order of precedence. */
export const memberRejections = {
  address_not_found: { status: 404, retry: 'never', title: { zh: '没有该地址', en: 'No such address' } },
  address_incomplete: {
    status: 422,
    retry: 'never',
    title: { zh: '地址不完整', en: 'The address is incomplete' },
  },
  phone_invalid: {
    status: 422,
    retry: 'never',
    title: { zh: '手机号不正确', en: 'Not a valid mobile number' },
  },
  address_book_full: {
    status: 409,
    retry: 'later',
    title: { zh: '地址已达 50 个', en: 'The address book is full' },
  },
} as const satisfies RejectionTable

export type MemberRejection = keyof typeof memberRejections
