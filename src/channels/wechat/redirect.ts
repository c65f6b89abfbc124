import type { Redirecting, RedirectRequest } from '../abilities.ts'
import { text } from '../fields.ts'
import type { RefundReport } from '../types.ts'
import { type Line, refusedOrUnknown } from './call.ts'
import { refundReport } from './reports.ts'

/**
 * 发起异常退款: a refund in state ABNORMAL waits in an account between, and goes on to a debit card of the payer's or back
 * to our settlement account. Source: pay.weixin.qq.com/doc/v3/merchant/4013071193.
 */
export const redirecting = (line: Line): Redirecting => ({
  banks: BANKS,
  seal: ({ bank, account, holder }) => {
    const [number, name] = [line.encrypt(account), line.encrypt(holder)]
    return { bank, account: number.ciphertext, holder: name.ciphertext, keyName: number.serial }
  },
  redirect: (request, signal) => redirect(line, request, signal),
})

/** Fifteen banks, and only their debit cards. */
const BANKS = {
  ICBC_DEBIT: { zh: '工商银行', en: 'ICBC' },
  ABC_DEBIT: { zh: '农业银行', en: 'Agricultural Bank of China' },
  BOC_DEBIT: { zh: '中国银行', en: 'Bank of China' },
  CCB_DEBIT: { zh: '建设银行', en: 'China Construction Bank' },
  COMM_DEBIT: { zh: '交通银行', en: 'Bank of Communications' },
  CMB_DEBIT: { zh: '招商银行', en: 'China Merchants Bank' },
  PSBC_DEBIT: { zh: '邮储银行', en: 'Postal Savings Bank' },
  PAB_DEBIT: { zh: '平安银行', en: 'Ping An Bank' },
  SPDB_DEBIT: { zh: '浦发银行', en: 'SPD Bank' },
  CITIC_DEBIT: { zh: '中信银行', en: 'China CITIC Bank' },
  CEB_DEBIT: { zh: '光大银行', en: 'China Everbright Bank' },
  CMBC_DEBIT: { zh: '民生银行', en: 'China Minsheng Bank' },
  CIB_DEBIT: { zh: '兴业银行', en: 'Industrial Bank' },
  GDB_DEBIT: { zh: '广发银行', en: 'China Guangfa Bank' },
  NBCB_DEBIT: { zh: '宁波银行', en: 'Bank of Ningbo' },
} as const satisfies Redirecting['banks']

async function redirect(
  line: Line,
  { refundNo, channelRefundNo, card }: RedirectRequest,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const to = card
    ? { type: 'USER_BANK_CARD', bank_type: card.bank, bank_account: card.account, real_name: card.holder }
    : { type: 'MERCHANT_BANK_CARD' }
  const result = await line.call(
    {
      method: 'POST',
      path: `/v3/refund/domestic/refunds/${encodeURIComponent(channelRefundNo)}/apply-abnormal-refund`,
      fields: { out_refund_no: refundNo, ...to },
      ...(card ? { serial: card.keyName } : {}),
    },
    signal,
  )
  switch (result.kind) {
    case 'unknown':
      return result
    case 'error':
      // The refund is there, for it was abnormal: not to find it is a lag.
      return result.meaning === 'not_found'
        ? { kind: 'refused', code: result.code, reason: result.message, retry: 'later', raw: result.raw }
        : refusedOrUnknown(result)
    case 'ok':
      return text(result.fields, 'out_refund_no') === refundNo
        ? refundReport(result.fields, result.raw)
        : { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }
  }
}
