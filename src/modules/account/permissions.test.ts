import { describe, expect, it } from 'vitest'
import {
  actorOf,
  checkApproval,
  isMerchantRole,
  MATRIX,
  maskPhone,
  maskText,
  may,
  mayRequestRefund,
  PERMISSIONS,
  type Permission,
  ROLES,
  type Role,
  type ServerKey,
  type Staff,
  seesPlain,
} from './index.ts'

const staff = (role: Role, id = `id of ${role}`): Staff => ({
  kind: 'staff',
  id,
  name: role,
  sessionId: id,
  role,
  shopId: isMerchantRole(role) ? 1 : null,
})

/**
 * Who may do what, read row by row as finance would: a second statement of the matrix, so that a change of one is
 * noticed by the other. op se fi sf pr au ad · ow cl mf
 */
const TABLE = `
trade.create      .. .. .. .. .. .. ad ow .. ..
order.read        op se fi sf pr au ad ow cl mf
order.export      op .. fi sf .. au ad ow .. mf
order.fulfil      op .. .. .. .. .. ad ow cl ..
payment.read      op se fi sf .. au ad ow .. mf
payment.create    .. .. .. .. .. .. ad ow .. ..
payment.check     op se fi sf .. .. ad ow .. ..
payment.charge    .. .. fi sf .. .. ad ow cl ..
receipt.record    .. .. fi sf .. .. ad ow cl ..
receipt.confirm   .. .. fi sf .. .. .. .. .. ..
evidence.read     .. .. fi sf .. au ad .. .. ..
refund.read       op se fi sf .. au ad ow cl mf
refund.request    .. se fi sf .. .. ad ow cl ..
refund.approve    .. .. fi sf .. .. .. .. .. ..
dispute.read      op se fi sf .. au ad .. .. ..
dispute.respond   .. se fi sf .. .. ad .. .. ..
routing.read      op .. fi sf .. au ad .. .. ..
routing.write     .. .. .. sf .. .. ad .. .. ..
ledger.read       .. .. fi sf .. au ad ow .. mf
wallet.read       .. se fi sf .. au ad .. .. ..
wallet.adjust     .. .. .. sf .. .. .. .. .. ..
wallet.approve    .. .. .. sf .. .. .. .. .. ..
payment_setting.write .. .. .. sf .. .. ad .. .. ..
shop.write        .. .. .. .. .. .. ad ow .. ..
product.read      op se fi sf pr au ad ow cl mf
product.write     .. .. .. .. pr .. ad ow .. ..
stock.read        op se .. .. pr au ad ow cl ..
stock.adjust      .. .. .. .. pr .. ad ow cl ..
webhook.read      op .. .. .. .. au ad ow .. ..
webhook.write     .. .. .. .. .. .. ad ow .. ..
event.read        op .. .. .. .. au ad ow .. ..
push.read         op se .. .. .. au ad ow .. ..
push.write        op .. .. .. .. .. ad ow .. ..
timer.read        op se fi sf .. au ad .. .. ..
work_queue.read   op se fi sf pr au ad ow cl mf
approval.read     op se fi sf .. au ad .. .. ..
audit.read        .. .. .. sf .. au ad .. .. ..
audit.run         .. .. .. sf .. au ad .. .. ..
staff.read        .. .. .. .. .. au ad ow .. ..
staff.write       .. .. .. .. .. .. ad ow .. ..
key.read          .. .. .. .. .. au ad ow .. ..
key.write         .. .. .. .. .. .. ad ow .. ..
simulator.control .. .. .. .. .. .. ad .. .. ..`

const rows = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/) as [Permission, ...string[]])

describe('the permission matrix', () => {
  it('[AB1] the table names every permission and every role once', () => {
    expect(rows.map(([permission]) => permission)).toEqual([...PERMISSIONS])
    expect(rows.every(([, ...cells]) => cells.length === ROLES.length)).toBe(true)
  })

  it.each(rows)('[AB1] %s', (permission, ...cells) => {
    const expected = ROLES.filter((_, i) => cells[i] !== '..')
    expect(ROLES.filter((role) => may(staff(role), permission))).toEqual(expected)
  })

  it.each([
    ['phone', ['service', 'admin', 'owner', 'clerk']],
    ['address', ['service', 'admin', 'owner', 'clerk']],
    ['cost', ['finance', 'senior_finance', 'product', 'auditor', 'admin', 'owner', 'merchant_finance']],
  ] as const)('[AB1] the field %s stands in plain for those who need it', (field, roles) => {
    expect(ROLES.filter((role) => seesPlain(staff(role), field))).toEqual(roles)
  })

  it('[AB1] who reads only changes nothing', () => {
    const writes = [
      '.write',
      '.approve',
      '.request',
      '.adjust',
      '.fulfil',
      '.check',
      '.charge',
      '.record',
      '.confirm',
      '.control',
    ]
    const auditor = MATRIX.auditor.may.filter((one) => writes.some((end) => one.endsWith(end)))
    expect(auditor).toEqual([])
  })

  it('a server key may only what its scopes say', () => {
    const key: ServerKey = {
      kind: 'key',
      id: '1',
      name: 'erp',
      shopId: 1,
      scopes: ['order.read'],
      refundLimit: null,
    }
    expect(PERMISSIONS.filter((permission) => may(key, permission))).toEqual(['order.read'])
    expect([seesPlain(key, 'phone'), seesPlain({ ...key, scopes: ['order.fulfil'] }, 'phone')]).toEqual([
      false,
      true,
    ])
  })

  it.each([
    ['13800138000', '138****8000'],
    ['12345', '****'],
  ])('masks the phone %s as %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked))

  it('masks a text but for its first character', () =>
    expect([maskText('文三路'), maskText('')]).toEqual(['文***', '']))
})

describe('money that moves by hand', () => {
  it.each([
    ['service', 200_000, true],
    ['service', 200_001, false],
    ['clerk', 50_000, true],
    ['clerk', 50_001, false],
    ['owner', 90_000_000, true],
    ['operations', 1, false],
  ] as const)('[AB1] %s may ask for %d fen back: %s', (role, amount, allowed) => {
    expect(mayRequestRefund(staff(role), amount)).toBe(allowed)
  })

  it.each([
    ['finance', 500_000, 'ok'],
    ['finance', 500_001, 'over_your_limit'],
    ['senior_finance', 90_000_000, 'ok'],
    ['admin', 1, 'over_your_limit'],
    ['auditor', 1, 'over_your_limit'],
  ] as const)('[AB1] %s approves %d fen: %s', (role, amount, code) => {
    const outcome = checkApproval(staff(role), { maker: 'staff:somebody else', amount })
    expect(outcome.ok ? 'ok' : outcome.rejection.code).toBe(code)
  })

  it('[AB1] nobody approves what he asked for himself, whatever his limit', () => {
    const checker = staff('senior_finance')
    const outcome = checkApproval(checker, { maker: actorOf(checker), amount: 1 })
    expect(outcome.ok ? 'ok' : outcome.rejection.code).toBe('same_person')
  })
})
