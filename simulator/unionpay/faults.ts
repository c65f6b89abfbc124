import { answerFaults, type FaultWords, noticeFaults } from '../faults.ts'

/** Everything that can be made to go wrong at UnionPay; the words are WeChat Pay's where the meaning is the same. */
export const faultWords = {
  ...noticeFaults,
  notice_forged: {
    zh: '伪造签名回调',
    en: 'A forged notice (one fen, foreign chain of certificates) comes first',
  },
  notice_tampered: { zh: '回调被篡改', en: 'A signed notice with one changed amount comes first' },
  notice_unknown_serial: {
    zh: '未知证书',
    en: 'A notice under a certificate of an unknown root comes first',
  },
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
  answer_forged: { zh: '应答签名伪造', en: 'Answer signed under a foreign chain of certificates' },
  answer_in_doubt: {
    zh: '应答 03/04/05',
    en: 'Everything happened, but the answer says 03, 04 or 05 (param: 3, 4 or 5; default 4)',
  },
  query_not_found: { zh: '查单滞后', en: 'Query says 34 although the order is there' },
  query_notpay: { zh: '查单谎报未支付', en: 'Query says "waiting for the payer" although it was paid' },
  query_in_doubt: {
    zh: '查单 03/04/05',
    en: 'Query tells the state as 03, 04 or 05 (param: 3, 4 or 5; default 5)',
  },
  refund_closed: { zh: '退款失败', en: 'Refund ends without money' },
  refund_stuck: { zh: '退款卡住', en: 'Refund stays under way until it is settled by hand' },
  bill_line_dropped: { zh: '账单少一行', en: 'The bill leaves out the lines of this order' },
  bill_line_doubled: { zh: '账单重一行', en: 'The bill says the lines of this order twice' },
  bill_fen_off: { zh: '账单差一分', en: 'The bill says one fen more (param: fen; default 1)' },
  bill_next_day: { zh: '账单跨日', en: 'The bill of the next day has the lines of this order' },
  rate_limited: { zh: '频率限制', en: 'Refused with 37' },
} as const satisfies FaultWords

export type FaultName = keyof typeof faultWords

/** The operations a fault can be limited to. */
export const operations = ['create', 'query', 'refund', 'refund_query', 'bill', 'notice', 'pay'] as const
export type Operation = (typeof operations)[number]
