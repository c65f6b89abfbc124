import type { Trigger } from '../../kernel/machine.ts'
import type { Amount } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'

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
  'trade.create',
  'order.read',
  'order.export',
  'order.fulfil',
  'payment.read',
  'payment.create',
  'payment.check',
  'payment.charge',
  'receipt.record',
  'receipt.confirm',
  'evidence.read',
  'refund.read',
  'refund.request',
  'refund.approve',
  'dispute.read',
  'dispute.respond',
  'routing.read',
  'routing.write',
  'ledger.read',
  'wallet.read',
  'wallet.adjust',
  'wallet.approve',
  'payment_setting.write',
  'shop.write',
  'product.read',
  'product.write',
  'stock.read',
  'stock.adjust',
  'webhook.read',
  'webhook.write',
  'event.read',
  'push.read',
  'push.write',
  'timer.read',
  'work_queue.read',
  'approval.read',
  'audit.read',
  'audit.run',
  'staff.read',
  'staff.write',
  'key.read',
  'key.write',
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
  /** The largest refund it may ask for, in fen; null: no limit. */
  readonly refundLimit: Amount | null
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

/** In order of precedence. */
export const accountRejections = {
  sign_in_refused: {
    status: 401,
    retry: 'never',
    title: { zh: '账号或密码错误', en: 'Wrong name or password' },
  },
  second_factor_required: {
    status: 401,
    retry: 'later',
    title: { zh: '请输入动态验证码', en: 'Enter the code of your authenticator' },
  },
  code_refused: {
    status: 401,
    retry: 'never',
    title: {
      zh: '验证码错误或已过期，请重新获取',
      en: 'The code is wrong or has run out: ask for a new one',
    },
  },
  too_many_requests: {
    status: 429,
    retry: 'later',
    title: { zh: '操作过于频繁，请稍后再试', en: 'Too many requests; try again later' },
  },
  codes_unavailable: {
    status: 503,
    retry: 'later',
    title: {
      zh: '暂时无法发送验证码，请稍后再试或换一种登录方式',
      en: 'Codes cannot be sent right now: try later, or sign in another way',
    },
  },
  wechat_unavailable: {
    status: 503,
    retry: 'later',
    title: { zh: '微信登录暂不可用', en: 'Sign-in with WeChat is not available' },
  },
  session_ended: {
    status: 401,
    retry: 'later',
    title: { zh: '登录已失效，请重新登录', en: 'The session has ended; sign in again' },
  },
  account_disabled: {
    status: 403,
    retry: 'never',
    title: { zh: '账号已停用', en: 'The account is disabled' },
  },
  username_taken: {
    status: 409,
    retry: 'never',
    title: { zh: '用户名已被使用', en: 'The user name is taken' },
  },
  phone_taken: {
    status: 409,
    retry: 'never',
    title: { zh: '手机号已被使用', en: 'The phone number is taken' },
  },
  unknown_account: { status: 404, retry: 'never', title: { zh: '账号不存在', en: 'No such account' } },
  unknown_key: { status: 404, retry: 'never', title: { zh: '密钥不存在', en: 'No such key' } },
  public_key_needed: { status: 422, retry: 'never', title: { zh: '请提供公钥', en: 'Give the public key' } },
  public_key_refused: {
    status: 422,
    retry: 'never',
    title: { zh: '公钥不符合要求', en: 'The public key cannot be used' },
  },
  too_many_credentials: {
    status: 409,
    retry: 'later',
    title: { zh: '签名凭证过多，请先吊销旧的', en: 'Too many signing credentials; revoke one first' },
  },
  version_conflict: {
    status: 409,
    retry: 'later',
    title: { zh: '内容已被他人修改', en: 'Somebody else changed it meanwhile' },
  },
  scope_not_yours: {
    status: 403,
    retry: 'never',
    title: { zh: '不能授予此权限', en: 'You cannot give this permission' },
  },
  same_person: {
    status: 403,
    retry: 'never',
    title: { zh: '不能审批自己发起的申请', en: 'The one who asked may not approve' },
  },
  over_your_limit: {
    status: 403,
    retry: 'never',
    title: { zh: '超出您的金额权限', en: 'The amount is above your limit' },
  },
} as const satisfies RejectionTable

export type AccountRejection = keyof typeof accountRejections
