import type { Role } from '../../api/staff-nouns.ts'

/** Roles that have words; a role that the API knows and this list does not name does not compile. */
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
] as const satisfies readonly Role[]
