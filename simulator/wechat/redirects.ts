import { type Answer, ok, paramError, refuse } from './answers.ts'
import { decrypted } from './decrypt.ts'
import { refundOf } from './refunds.ts'
import type { Redirect, Refund } from './types.ts'
import type { World } from './world.ts'

const BANKS: ReadonlySet<unknown> = new Set(
  [
    'CMB',
    'COMM',
    'ABC',
    'CCB',
    'ICBC',
    'BOC',
    'PAB',
    'SPDB',
    'CITIC',
    'CEB',
    'CMBC',
    'CIB',
    'GDB',
    'PSBC',
    'NBCB',
  ].map((bank) => `${bank}_DEBIT`),
)

type Body = Readonly<Record<string, unknown>>

/** POST /v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund: an abnormal refund goes another way, once. */
export function applyRedirect(
  world: World,
  refundId: string,
  body: Body,
  serial: string | undefined,
): Answer {
  const refund = world.refunds.get(String(body.out_refund_no))
  if (!refund || refund.refundId !== refundId) return refuse(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
  const read = readRedirect(world, body, serial)
  if ('status' in read) return read
  if (refund.status !== 'ABNORMAL') {
    return refund.redirect && isSame(refund.redirect, read)
      ? ok(refundOf(refund))
      : refuse(400, 'INVALID_REQUEST', '退款单状态不是退款异常，不能发起异常退款')
  }
  // A card that the bank does not know under this name is refused at once; one that it turns away later, later.
  if (world.faults.take('redirect_refused', 'refund', refund.orderNo))
    return refuse(400, 'INVALID_REQUEST', '银行卡号与姓名不匹配')
  const again = world.faults.take('refund_abnormal', 'refund', refund.orderNo) !== undefined
  const after: Refund = {
    ...refund,
    status: 'PROCESSING',
    outcome: again ? 'ABNORMAL' : 'SUCCESS',
    dueWait: world.waits.now() + world.refundDelayMs,
    redirect: read,
  }
  world.commit({ refund: after })
  return ok(refundOf(after))
}

function readRedirect(world: World, body: Body, serial: string | undefined): Redirect | Answer {
  const { type, bank_type: bank } = body
  if (type === 'MERCHANT_BANK_CARD') return { type }
  if (type !== 'USER_BANK_CARD') return paramError('type', type, '异常退款处理方式不正确')
  if (!BANKS.has(bank)) return paramError('bank_type', bank, '仅支持指定银行的借记卡')
  const account = decrypted(world, body.bank_account, serial)
  const name = decrypted(world, body.real_name, serial)
  if (account === null)
    return refuse(400, 'PARAM_ERROR', 'bank_account解密失败，请检查Wechatpay-Serial与加密公钥')
  if (name === null) return refuse(400, 'PARAM_ERROR', 'real_name解密失败，请检查Wechatpay-Serial与加密公钥')
  if (!/^\d{12,19}$/.test(account)) return paramError('bank_account', undefined, '银行卡号格式不正确')
  if (name.trim() === '') return paramError('real_name', undefined, '缺少收款用户姓名')
  return { type, bank: String(bank), account, name }
}

const isSame = (known: Redirect, asked: Redirect): boolean => JSON.stringify(known) === JSON.stringify(asked)
