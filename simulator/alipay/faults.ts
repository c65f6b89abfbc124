import { answerFaults, type FaultWords, noticeFaults } from '../faults.ts'

/** Everything that can be made to go wrong at Alipay. */
export const faultWords = {
  ...noticeFaults,
  notice_twice: { zh: '同一支付两个回调', en: 'Two notices with different ids for one payment' },
  notice_after_close: { zh: '关单后才回调', en: 'Notice held until the merchant asks to close' },
  notice_forged: { zh: '伪造签名回调', en: 'A forged notice (one fen, foreign key) comes first' },
  notice_probe: { zh: '错误签名探测', en: 'A notice with a broken signature comes first' },
  notice_wrong_amount: {
    zh: '回调金额错误',
    en: 'The signed notice tells another amount than the query (param: fen; default −1)',
  },
  notice_wrong_merchant: { zh: '回调卖家错误', en: 'The signed notice names another seller' },
  paid_wrong_amount: {
    zh: '实付金额错误',
    en: 'The payer really gives another amount (param: fen; default −1), query and notice agree',
  },
  paid_wrong_merchant: { zh: '收款方错误', en: 'The money goes to another seller; only the notice says so' },
  ...answerFaults,
  system_error_before: { zh: '处理前系统异常', en: 'ACQ.SYSTEM_ERROR, and nothing happened' },
  system_error_after: { zh: '处理后系统异常', en: 'ACQ.SYSTEM_ERROR, but everything happened' },
  answer_unsigned: { zh: '应答无签名', en: 'Answer without a signature' },
  answer_forged: { zh: '应答签名伪造', en: 'Answer signed by a foreign key' },
  query_not_found: { zh: '查单滞后', en: 'Query says ACQ.TRADE_NOT_EXIST although the trade is there' },
  query_notpay: { zh: '查单谎报未支付', en: 'Query says WAIT_BUYER_PAY although it was paid' },
  close_ignored: { zh: '关单未生效', en: 'Close says done, but the trade stays payable' },
  pay_after_close: {
    zh: '关单后支付成功',
    en: 'The payer was confirming while the trade was closed: his money still comes',
  },
  refund_lag: {
    zh: '退款滞后',
    en: 'Refund answers without fund_change, and is found later (param: milliseconds; default 60,000)',
  },
  refund_not_enough: { zh: '余额不足', en: 'Refund refused with ACQ.SELLER_BALANCE_NOT_ENOUGH' },
  refund_silent: { zh: '退款不回调', en: 'No notice of this refund' },
  royalty_failed: {
    zh: '退分账失败',
    en: 'A refund does not get its first shared part back: the seller pays it',
  },
  sharing_failed: { zh: '分账失败', en: 'Sharing fails for the first receiver' },
  rate_limited: { zh: '频率限制', en: 'Refused with isv.app-call-limited' },
  bill_not_ready: { zh: '账单未生成', en: 'The bill is not there yet' },
  bill_line_dropped: { zh: '账单少一行', en: 'The bill leaves out a line of this trade' },
  bill_line_doubled: { zh: '账单重一行', en: 'The bill says a line of this trade twice' },
  bill_fen_off: { zh: '账单差一分', en: 'The bill says one fen more (param: fen; default 1)' },
  bill_next_day: { zh: '账单跨日', en: 'The bill of the next day has the line of this trade' },
} as const satisfies FaultWords

export type FaultName = keyof typeof faultWords

/** The operations a fault can be limited to. */
export const operations = [
  'create',
  'query',
  'close',
  'refund',
  'refund_query',
  'hold',
  'capture',
  'release',
  'sharing',
  'bill',
  'notice',
  'pay',
] as const
export type Operation = (typeof operations)[number]
