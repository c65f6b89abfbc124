/** What an operation answers, before it is signed and before faults touch it. */
export type Answer = {
  readonly status: number
  readonly body?: Readonly<Record<string, unknown>>
  /** A bill: sent as it is, and never signed. */
  readonly file?: Buffer
}

export const ok = (body: Record<string, unknown>): Answer => ({ status: 200, body })
export const noContent: Answer = { status: 204 }

export const refuse = (status: number, code: string, message: string): Answer => ({
  status,
  body: { code, message },
})

export const paramError = (field: string, value: unknown, issue: string): Answer => ({
  status: 400,
  body: {
    code: 'PARAM_ERROR',
    message: `参数错误: ${issue}`,
    detail: { field: `/${field.replaceAll('.', '/')}`, value, issue, location: 'body' },
  },
})
