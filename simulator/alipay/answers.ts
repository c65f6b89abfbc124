/** What an operation answers, before it is signed and before faults touch it. */
export type Answer = Readonly<Record<string, unknown>> & { readonly code: string; readonly msg: string }

export const ok = (content: Record<string, unknown>): Answer => ({
  code: '10000',
  msg: 'Success',
  ...content,
})

/** The business says no: still HTTP 200, and signed. */
export const refuse = (subCode: string, subMessage: string, more: Record<string, unknown> = {}): Answer => ({
  code: '40004',
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: subMessage,
  ...more,
})

export const invalid = (subMessage: string): Answer =>
  refuse('ACQ.INVALID_PARAMETER', `参数无效：${subMessage}`)

export const systemError: Answer = refuse('ACQ.SYSTEM_ERROR', '系统异常')

export const limited: Answer = {
  code: '40005',
  msg: 'Call Limited',
  sub_code: 'isv.app-call-limited',
  sub_msg: '应用调用次数超限',
}

export const noTrade: Answer = refuse('ACQ.TRADE_NOT_EXIST', '交易不存在')
