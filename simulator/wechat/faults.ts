import { answerFaults, type FaultWords, noticeFaults } from '../faults.ts'

/** Everything that can be made to go wrong at WeChat Pay. */
export const faultWords = {
  ...noticeFaults,
  notice_twice: { zh: '同一支付两个通知', en: 'Two notices with different ids for one payment' },
  notice_after_close: { zh: '关单后才回调', en: 'Notice held until the merchant asks to close' },
  notice_forged: { zh: '伪造签名回调', en: 'A forged notice (one fen, foreign key) comes first' },
  notice_probe: { zh: '签名探测', en: 'A SIGNTEST probe comes first' },
  notice_stale: { zh: '过期回调', en: 'A correctly signed notice with a timestamp one hour old comes first' },
  notice_tampered: { zh: '密文被篡改', en: 'A signed notice with one flipped ciphertext byte comes first' },
  notice_unknown_serial: { zh: '未知证书序列号', en: 'A notice under an unknown key serial comes first' },
  notice_wrong_amount: {
    zh: '回调金额错误',
    en: 'The signed notice tells another amount than the query (param: fen; default −1)',
  },
  notice_wrong_merchant: { zh: '回调商户错误', en: 'The signed notice names another merchant' },
  paid_wrong_amount: {
    zh: '实付金额错误',
    en: 'The payer really gives another amount (param: fen; default −1), query and notice agree',
  },
  paid_wrong_merchant: {
    zh: '收款商户错误',
    en: 'The money goes to another merchant, query and notice agree',
  },
  ...answerFaults,
  answer_unsigned: { zh: '应答无签名', en: 'Answer without a signature' },
  answer_forged: { zh: '应答签名伪造', en: 'Answer signed by a foreign key' },
  query_not_found: { zh: '查单滞后', en: 'Query says ORDERNOTEXIST although the order is there' },
  query_notpay: {
    zh: '查单谎报未支付',
    en: 'Query says NOTPAY although it was paid; of a combined order, about its last part',
  },
  close_ignored: { zh: '关单未生效', en: 'Close answers 204, but the order stays payable' },
  pay_after_close: {
    zh: '关单后支付成功',
    en: 'The payer was confirming while the order was closed: his money still comes',
  },
  refund_abnormal: { zh: '退款异常', en: 'Refund ends ABNORMAL' },
  redirect_refused: { zh: '异常退款被拒', en: 'An abnormal refund is not taken to the card that was named' },
  refund_closed: { zh: '退款关闭', en: 'Refund ends CLOSED without money' },
  refund_stuck: { zh: '退款卡住', en: 'Refund stays PROCESSING until it is settled by hand' },
  refund_refused: { zh: '退款被拒', en: 'Refund refused for good: the time for it is over' },
  refund_not_enough: { zh: '余额不足', en: 'Refund refused with NOT_ENOUGH' },
  share_failed: {
    zh: '分账接收方失败',
    en: 'A receiver of a share fails (param: which, from 0); his money goes back',
  },
  share_return_failed: { zh: '分账回退失败', en: 'A receiver cannot give back' },
  bill_not_ready: { zh: '账单未生成', en: 'The bill of the day (order: YYYY-MM-DD) is still being made' },
  bill_altered: {
    zh: '账单内容与摘要不符',
    en: 'The bill differs by one digit from its hash (order: its day)',
  },
  rate_limited: { zh: '频率限制', en: 'Refused with FREQUENCY_LIMITED' },
} as const satisfies FaultWords

export type FaultName = keyof typeof faultWords

/** The operations a fault can be limited to. */
export const operations = [
  'create',
  'query',
  'close',
  'refund',
  'refund_query',
  'notice',
  'pay',
  'share',
  'share_query',
  'share_return',
  'bill',
  'bill_file',
] as const
export type Operation = (typeof operations)[number]
