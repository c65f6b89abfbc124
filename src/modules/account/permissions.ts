import type { Amount } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import {
  type AccountRejection,
  actorOf,
  type Buyer,
  PERMISSIONS,
  type Permission,
  type Role,
  type ServerKey,
  type Staff,
} from './types.ts'

/** Fields that a role sees in plain only when it is named; others get a mask. */
export const MASKED_FIELDS = ['phone', 'address', 'cost'] as const
export type MaskedField = (typeof MASKED_FIELDS)[number]

export type Grant = {
  readonly may: readonly Permission[]
  readonly sees: readonly MaskedField[]
  /** The largest refund this role may ask for or approve, in fen of CNY; null: no limit. */
  readonly refundRequestLimit: Amount | null
  readonly refundApproveLimit: Amount | null
}

const YUAN = 100

/**
 * What a permission weighs. `request` asks for money to be moved by hand, `check` decides about such a wish: the two
 * people of row W5. `rule` gives power over people, keys or the demo. A permission that has no weight does not compile.
 */
export const WEIGHT: Readonly<Record<Permission, 'read' | 'write' | 'request' | 'check' | 'rule'>> = {
  'trade.create': 'write',
  'order.read': 'read',
  'order.export': 'read',
  'order.fulfil': 'write',
  'payment.read': 'read',
  'payment.create': 'write',
  'payment.check': 'write',
  'payment.charge': 'request',
  'receipt.record': 'request',
  'receipt.confirm': 'check',
  'evidence.read': 'read',
  'refund.read': 'read',
  'refund.request': 'request',
  'refund.approve': 'check',
  'dispute.read': 'read',
  'dispute.respond': 'write',
  'routing.read': 'read',
  'routing.write': 'rule',
  'ledger.read': 'read',
  'wallet.read': 'read',
  'wallet.adjust': 'check',
  'wallet.approve': 'check',
  'payment_setting.write': 'rule',
  'shop.write': 'write',
  'product.read': 'read',
  'product.write': 'write',
  'stock.read': 'read',
  'stock.adjust': 'write',
  'webhook.read': 'read',
  'webhook.write': 'write',
  'event.read': 'read',
  'push.read': 'read',
  'push.write': 'write',
  'timer.read': 'read',
  'work_queue.read': 'read',
  'approval.read': 'read',
  'audit.read': 'read',
  'audit.run': 'write',
  'staff.read': 'read',
  'staff.write': 'rule',
  'key.read': 'read',
  'key.write': 'rule',
  'simulator.control': 'rule',
}

/**
 * What each role may do (row AB1), as data: actions, the fields it sees in plain, and the money it may move by hand.
 * A role may do nothing that is not named here. Merchant roles reach their own shop only, whatever is named.
 */
export const MATRIX: Readonly<Record<Role, Grant>> = {
  operations: {
    may: [
      'order.read',
      'order.export',
      'order.fulfil',
      'payment.read',
      'payment.check',
      'refund.read',
      'dispute.read',
      'routing.read',
      'product.read',
      'stock.read',
      'webhook.read',
      'push.read',
      'push.write',
      'event.read',
      'timer.read',
      'work_queue.read',
      'approval.read',
    ],
    sees: [],
    refundRequestLimit: 0,
    refundApproveLimit: 0,
  },
  service: {
    may: [
      'order.read',
      'payment.read',
      'payment.check',
      'refund.read',
      'dispute.read',
      'dispute.respond',
      'refund.request',
      'product.read',
      'stock.read',
      'push.read',
      'timer.read',
      'work_queue.read',
      'approval.read',
      'wallet.read',
    ],
    sees: ['phone', 'address'],
    refundRequestLimit: 2_000 * YUAN,
    refundApproveLimit: 0,
  },
  finance: {
    may: [
      'payment.charge',
      'receipt.record',
      'receipt.confirm',
      'order.read',
      'order.export',
      'payment.read',
      'payment.check',
      'evidence.read',
      'refund.read',
      'dispute.read',
      'dispute.respond',
      'refund.request',
      'refund.approve',
      'ledger.read',
      'routing.read',
      'product.read',
      'timer.read',
      'work_queue.read',
      'approval.read',
      'wallet.read',
    ],
    sees: ['cost'],
    refundRequestLimit: 20_000 * YUAN,
    refundApproveLimit: 5_000 * YUAN,
  },
  senior_finance: {
    may: [
      'payment.charge',
      'receipt.record',
      'receipt.confirm',
      'order.read',
      'order.export',
      'payment.read',
      'payment.check',
      'evidence.read',
      'refund.read',
      'dispute.read',
      'dispute.respond',
      'refund.request',
      'refund.approve',
      'ledger.read',
      'routing.read',
      'routing.write',
      'product.read',
      'timer.read',
      'work_queue.read',
      'approval.read',
      'audit.read',
      'audit.run',
      'wallet.read',
      'wallet.adjust',
      'wallet.approve',
      'payment_setting.write',
    ],
    sees: ['cost'],
    refundRequestLimit: null,
    refundApproveLimit: null,
  },
  product: {
    may: ['order.read', 'product.read', 'product.write', 'stock.read', 'stock.adjust', 'work_queue.read'],
    sees: ['cost'],
    refundRequestLimit: 0,
    refundApproveLimit: 0,
  },
  auditor: {
    may: [
      'order.read',
      'order.export',
      'payment.read',
      'evidence.read',
      'refund.read',
      'dispute.read',
      'ledger.read',
      'routing.read',
      'product.read',
      'stock.read',
      'webhook.read',
      'push.read',
      'event.read',
      'timer.read',
      'work_queue.read',
      'approval.read',
      'audit.read',
      'audit.run',
      'staff.read',
      'key.read',
      'wallet.read',
    ],
    sees: ['cost'],
    refundRequestLimit: 0,
    refundApproveLimit: 0,
  },
  admin: {
    // Who gives keys and roles decides nothing about money.
    may: PERMISSIONS.filter((permission) => WEIGHT[permission] !== 'check'),
    sees: ['phone', 'address', 'cost'],
    refundRequestLimit: 2_000 * YUAN,
    refundApproveLimit: 0,
  },
  owner: {
    may: [
      'payment.charge',
      'receipt.record',
      'trade.create',
      'order.read',
      'order.export',
      'order.fulfil',
      'payment.read',
      'payment.create',
      'payment.check',
      'refund.read',
      'refund.request',
      'shop.write',
      'product.read',
      'product.write',
      'stock.read',
      'stock.adjust',
      'push.read',
      'push.write',
      'webhook.read',
      'webhook.write',
      'event.read',
      'work_queue.read',
      'staff.read',
      'staff.write',
      'key.read',
      'key.write',
      'ledger.read',
    ],
    sees: ['phone', 'address', 'cost'],
    refundRequestLimit: null,
    refundApproveLimit: 0,
  },
  clerk: {
    may: [
      'payment.charge',
      'receipt.record',
      'order.read',
      'order.fulfil',
      'refund.read',
      'refund.request',
      'product.read',
      'stock.read',
      'stock.adjust',
      'work_queue.read',
    ],
    sees: ['phone', 'address'],
    refundRequestLimit: 500 * YUAN,
    refundApproveLimit: 0,
  },
  merchant_finance: {
    may: [
      'order.read',
      'order.export',
      'payment.read',
      'refund.read',
      'ledger.read',
      'work_queue.read',
      'product.read',
    ],
    sees: ['cost'],
    refundRequestLimit: 0,
    refundApproveLimit: 0,
  },
}

export const permissionsOf = (caller: Buyer | Staff | ServerKey): readonly Permission[] => {
  if (caller.kind === 'staff') return MATRIX[caller.role].may
  return caller.kind === 'key' ? caller.scopes : []
}

export const may = (caller: Staff | ServerKey, permission: Permission): boolean =>
  permissionsOf(caller).includes(permission)

/** Whether a field is shown in plain. A buyer sees only what is his own, so nothing of it is masked. */
export const seesPlain = (caller: Buyer | Staff | ServerKey, field: MaskedField): boolean => {
  if (caller.kind === 'buyer') return field !== 'cost'
  if (caller.kind === 'staff') return MATRIX[caller.role].sees.includes(field)
  // A server that sends parcels must know where to; one that edits products knows what they cost.
  return caller.scopes.includes(field === 'cost' ? 'product.write' : 'order.fulfil')
}

/** 13800138000 → 138****8000; anything shorter is hidden wholly. */
export const maskPhone = (phone: string): string =>
  phone.length >= 7 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : '****'

/** Keeps what is needed to see that a text is there, never its end. */
export const maskText = (text: string): string => (text === '' ? '' : `${[...text][0]}***`)

const within = (amount: Amount, limit: Amount | null): boolean => limit === null || amount <= limit

/** Whether a caller may ask for a refund of this size; a person decides about it in any case. */
export const mayRequestRefund = (caller: Staff | ServerKey, amount: Amount): boolean =>
  within(amount, caller.kind === 'key' ? caller.refundLimit : MATRIX[caller.role].refundRequestLimit)

/**
 * Money that moves by hand needs two people: the checker is another person than the maker and has the limit for it.
 * @param maker the actor who asked, as histories name him
 */
export const checkApproval = (
  checker: Staff,
  approval: { maker: string; amount: Amount },
): Outcome<null, Extract<AccountRejection, 'same_person' | 'over_your_limit'>> => {
  if (approval.maker === actorOf(checker)) return reject('same_person')
  if (!within(approval.amount, MATRIX[checker.role].refundApproveLimit)) return reject('over_your_limit')
  return accept(null)
}
