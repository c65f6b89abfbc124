import { answerFaults, type FaultWords, noticeFaults } from '../faults.ts'

/** Everything that can be made to go wrong at Stripe. */
export const faultWords = {
  ...noticeFaults,
  notice_twice: { zh: '同一支付两个事件', en: 'Two events with different ids for one happening' },
  notice_after_close: { zh: '关单后才回调', en: 'Event held until the merchant asks to cancel' },
  notice_forged: { zh: '伪造签名回调', en: 'A forged event (one cent, foreign secret) comes first' },
  notice_stale: { zh: '过期回调', en: 'A correctly signed event with a timestamp one hour old comes first' },
  notice_tampered: { zh: '报文被篡改', en: 'A signed event with one changed byte comes first' },
  notice_wrong_amount: {
    zh: '回调金额错误',
    en: 'The signed event tells another amount than the query (param: minor units; default −1)',
  },
  notice_wrong_merchant: { zh: '回调商户错误', en: 'The signed event is of another account' },
  paid_wrong_amount: {
    zh: '实付金额错误',
    en: 'The payer really gives another amount (param: minor units; default −1), query and event agree',
  },
  paid_wrong_merchant: { zh: '收款商户错误', en: 'The money goes to another account, query and event agree' },
  ...answerFaults,
  error_after: { zh: '处理后 5xx', en: '500 after everything happened; stored under the Idempotency-Key' },
  error_stored: {
    zh: '幂等键存下的 5xx',
    en: '500, nothing happened, and the Idempotency-Key answers so for a day',
  },
  rate_limited: { zh: '频率限制', en: 'Refused with 429' },
  key_in_use: { zh: '幂等键占用', en: '409: the same Idempotency-Key is being worked on' },
  query_not_found: { zh: '查单滞后', en: 'The intent is not found although it is there' },
  query_notpay: { zh: '查单谎报未支付', en: 'The intent says that nobody has paid although somebody has' },
  search_lag: {
    zh: '搜索滞后',
    en: 'A new intent is found by the search later (param: milliseconds; default 60,000)',
  },
  close_ignored: { zh: '关单未生效', en: 'Cancel says canceled, but the intent stays payable' },
  pay_after_close: {
    zh: '关单后支付成功',
    en: 'The payer was confirming while the intent was cancelled: his money still comes (Stripe documents that it cannot)',
  },
  refund_abnormal: { zh: '退款失败', en: 'Refund ends failed' },
  refund_closed: { zh: '退款取消', en: 'Refund ends canceled without money' },
  refund_stuck: { zh: '退款卡住', en: 'Refund stays pending until it is settled by hand' },
  transfer_refused: { zh: '转账被拒', en: 'A transfer is refused for this receiver' },
  balance_insufficient: { zh: '余额不足', en: 'A transfer is refused until the balance suffices' },
  bill_line_dropped: { zh: '账单漏行', en: 'The movements of this payment are missing from the list' },
  bill_line_doubled: { zh: '账单重行', en: 'The movements of this payment stand in the list twice' },
  bill_line_changed: {
    zh: '账单改额',
    en: 'A movement of this payment tells another amount (param; default 1)',
  },
  bill_line_moved: { zh: '账单跨日', en: 'The movements of this payment stand on the next day' },
} as const satisfies FaultWords

export type FaultName = keyof typeof faultWords

/** The operations a fault can be limited to. */
export const operations = [
  'create',
  'query',
  'confirm',
  'capture',
  'close',
  'refund',
  'refund_query',
  'dispute',
  'transfer',
  'bill',
  'notice',
  'pay',
] as const
export type Operation = (typeof operations)[number]
