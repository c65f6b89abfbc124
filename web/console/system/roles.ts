/** The permission matrix as the API tells it (row AB1): the console shows it and keeps no list of its own. */
export type Matrix = {
  permissions: string[]
  roles: {
    role: Role
    merchant: boolean
    may: string[]
    sees: ('phone' | 'address' | 'cost')[]
    /** Fen; null: no limit. */
    refundRequestLimit: number | null
    refundApproveLimit: number | null
  }[]
}

export const ROLES = [
  'operations',
  'service',
  'finance',
  'senior_finance',
  'product',
  'auditor',
  'admin',
  'owner',
  'clerk',
  'merchant_finance',
] as const
export type Role = (typeof ROLES)[number]

export type Person = {
  id: string
  name: string
  username: string | null
  role: Role | null
  shopId: number | null
  state: 'active' | 'disabled'
  version: number
}
