import type { Fields } from './signing.ts'

/** What each code says; only those that the simulated gateway gives. */
const words = {
  '00': '成功[0000000]',
  '03': '交易通讯超时，请发起查询交易',
  '04': '交易状态未明，请查询对账结果',
  '05': '交易已受理，请稍后查询交易结果',
  '10': '报文格式错误',
  '11': '验证签名失败',
  '12': '重复交易',
  '34': '查无此交易',
  '35': '原交易不存在或状态不正确',
  '36': '与原交易信息不符',
  '37': '已超过最大查询次数或操作过于频繁',
  '60': '交易失败，详情请咨询您的发卡行',
  '64': '卡上的余额不足',
  '69': '您的输入超时，交易失败',
  '70': '交易已跳转，等待持卡人输入',
  '98': '文件不存在',
} as const

export type Code = keyof typeof words

export const isCode = (code: string): code is Code => Object.hasOwn(words, code)
export const wordsOf = (code: Code): string => words[code]

/** What is signed and sent back: how the call went, and what was asked for. */
export const answer = (code: Code, fields: Fields = {}): Fields => ({
  ...fields,
  respCode: code,
  respMsg: words[code],
})

const repeated = [
  'version',
  'encoding',
  'accessType',
  'bizType',
  'merId',
  'orderId',
  'origQryId',
  'reqReserved',
  'txnAmt',
  'txnSubType',
  'txnTime',
  'txnType',
] as const

/** The fields of a request that its answer repeats. */
export const repeat = (asked: Fields): Fields =>
  Object.fromEntries(repeated.flatMap((name) => (asked[name] === undefined ? [] : [[name, asked[name]]])))
