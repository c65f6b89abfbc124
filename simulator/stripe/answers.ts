/** What an endpoint answers. `executed`: it began to act, so that the answer is kept under its Idempotency-Key. */
export type Answer = { readonly status: number; readonly body: unknown; readonly executed: boolean }

export type Problem = {
  readonly type: 'invalid_request_error' | 'card_error' | 'idempotency_error' | 'api_error'
  readonly code?: string
  readonly decline_code?: string
  readonly param?: string
  readonly message: string
  readonly payment_intent?: unknown
}

export const ok = (body: unknown): Answer => ({ status: 200, body, executed: true })

export const refuse = (status: number, error: Problem, executed = false): Answer => ({
  status,
  executed,
  body: {
    error: {
      ...error,
      ...(error.code ? { doc_url: `https://stripe.com/docs/error-codes/${error.code}` } : {}),
    },
  },
})

export const invalid = (message: string, param?: string, code?: string): Answer =>
  refuse(400, {
    type: 'invalid_request_error',
    message,
    ...(param ? { param } : {}),
    ...(code ? { code } : {}),
  })

/** Well said, but not possible as things are; this answer is kept. */
export const impossible = (message: string, more: Omit<Problem, 'type' | 'message'> = {}): Answer =>
  refuse(400, { type: 'invalid_request_error', message, ...more }, true)

export const missing = (what: string, id: string, param = 'id'): Answer =>
  refuse(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${what}: '${id}'`,
  })

export const systemError = (executed: boolean): Answer =>
  refuse(500, { type: 'api_error', message: 'An unknown error occurred' }, executed)
