import type { Trigger } from '../../kernel/machine.ts'

export const PLATFORM_ROLES = [
  'operations',
  'service',
  'finance',
  'senior_finance',
  'product',
  'auditor',
  'admin',
] as const
export const MERCHANT_ROLES = ['owner', 'clerk', 'merchant_finance'] as const
export const ROLES = [...PLATFORM_ROLES, ...MERCHANT_ROLES] as const

export type MerchantRole = (typeof MERCHANT_ROLES)[number]
export type Role = (typeof ROLES)[number]

export const isMerchantRole = (role: Role): role is MerchantRole =>
  (MERCHANT_ROLES as readonly Role[]).includes(role)

/** Everything a role or a server key can be allowed to do. */
export const PERMISSIONS = [
  'order.read',
  'order.export',
  'order.fulfil',
  'payment.read',
  'payment.check',
  'evidence.read',
  'refund.read',
  'refund.request',
  'refund.approve',
  'ledger.read',
  'product.read',
  'product.write',
  'stock.read',
  'stock.adjust',
  'webhook.read',
  'webhook.write',
  'event.read',
  'timer.read',
  'work_queue.read',
  'approval.read',
  'audit.read',
  'audit.run',
  'staff.read',
  'staff.write',
  'key.read',
  'key.write',
  'trade.place',
  'simulator.control',
] as const
export type Permission = (typeof PERMISSIONS)[number]

export type Guest = { readonly kind: 'guest' }
export type Buyer = {
  readonly kind: 'buyer'
  readonly id: string
  readonly name: string
  readonly sessionId: string
}
export type Staff = {
  readonly kind: 'staff'
  readonly id: string
  readonly name: string
  readonly sessionId: string
  readonly role: Role
  /** The shop a merchant's staff belongs to; null for the platform's staff. */
  readonly shopId: number | null
}
/** A merchant's or the platform's own server. It may do what its scopes say, in its shop only if it has one. */
export type ServerKey = {
  readonly kind: 'key'
  readonly id: string
  readonly name: string
  readonly shopId: number | null
  readonly scopes: readonly Permission[]
}

/** Who asks. Proven at the door without a query; everything behind the door takes it as a plain value. */
export type Caller = Guest | Buyer | Staff | ServerKey
export type CallerKind = Caller['kind']
export type SignedIn = Buyer | Staff

/** Which rows a caller may see: rows of one buyer, rows of one shop, or all. Queries take this, never a caller. */
export type Reach =
  | { readonly kind: 'buyer'; readonly buyerId: string }
  | { readonly kind: 'shop'; readonly shopId: number }
  | { readonly kind: 'all' }

/** The reach of a caller; guests reach nothing and must have been refused before. */
export const reachOf = (caller: Buyer | Staff | ServerKey): Reach => {
  if (caller.kind === 'buyer') return { kind: 'buyer', buyerId: caller.id }
  return caller.shopId === null ? { kind: 'all' } : { kind: 'shop', shopId: caller.shopId }
}

export const withinReach = (reach: Reach, row: { buyerId?: string; shopId?: number | null }): boolean => {
  if (reach.kind === 'all') return true
  if (reach.kind === 'buyer') return row.buyerId !== undefined && row.buyerId === reach.buyerId
  return row.shopId !== undefined && row.shopId === reach.shopId
}

/** As whom a caller moves a state machine. */
export const triggerOf = (caller: Buyer | Staff | ServerKey): Trigger => {
  if (caller.kind === 'buyer') return 'buyer'
  return caller.shopId === null ? 'platform' : 'merchant'
}

/** How a caller is named in histories, keys and the audit log. */
export const actorOf = (caller: Caller): string =>
  caller.kind === 'guest' ? 'guest' : `${caller.kind}:${caller.id}`

export type AccountRejection =
  | 'sign_in_refused'
  | 'second_factor_required'
  | 'code_refused'
  | 'too_many_requests'
  | 'codes_unavailable'
  | 'wechat_unavailable'
  | 'session_ended'
  | 'account_disabled'
  | 'username_taken'
  | 'phone_taken'
  | 'unknown_account'
  | 'unknown_key'
  | 'version_conflict'
  | 'scope_not_yours'
  | 'same_person'
  | 'over_your_limit'
