import type { ProblemCode } from './problems.generated.ts'

/** A code of the API's table, or what only the caller's side can say: no answer came, or one that is no problem. */
export type Code = ProblemCode | 'network' | 'unexpected'

type Body = {
  readonly code: Code
  readonly title: string
  readonly status: number
  /** `never`: refused again. `same`: send it again with the same key. `later`: when something has changed. */
  readonly retry: 'never' | 'same' | 'later'
  readonly requestId: string
  /** The field at fault, as a path (`lines/0/quantity`). */
  readonly param?: string
  /** What the caller needs to go on, for example the new quote of `price_changed`. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** A refusal (RFC 9457), thrown. Branch on `code`, show `message`, tell us `requestId`. */
export class TongbaoProblem extends Error {
  override readonly name = 'TongbaoProblem'
  readonly code: Code
  /** HTTP; 0 when no answer came. */
  readonly status: number
  readonly retry: Body['retry']
  readonly requestId: string
  readonly param: string | undefined
  readonly detail: Readonly<Record<string, unknown>>
  /** From `Retry-After`; null when the server did not say. */
  readonly retryAfterMs: number | null

  constructor(body: Body, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(body.title || body.code, options)
    this.code = body.code
    this.status = body.status
    this.retry = body.retry
    this.requestId = body.requestId
    this.param = body.param
    this.detail = body.detail ?? {}
    this.retryAfterMs = retryAfterMs
  }
}

/** Nobody answered: it may have been done or not, so it is asked again with the same key. */
export const unanswered = (cause: unknown): TongbaoProblem =>
  new TongbaoProblem({ code: 'network', title: 'No answer', status: 0, retry: 'same', requestId: '' }, null, {
    cause,
  })

/** Reads a refusal; a page of some proxy in between becomes `unexpected`. */
export async function readProblem(response: Response): Promise<TongbaoProblem> {
  const body: unknown = await response.json().catch(() => null)
  const after = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterMs = Number.isFinite(after) && after >= 0 ? after * 1000 : null
  if (isBody(body)) return new TongbaoProblem(body, retryAfterMs)
  const between = [502, 503, 504].includes(response.status)
  return new TongbaoProblem(
    {
      code: 'unexpected',
      title: response.statusText,
      status: response.status,
      retry: between ? 'same' : response.status >= 500 ? 'later' : 'never',
      requestId: response.headers.get('x-request-id') ?? '',
    },
    retryAfterMs,
  )
}

const isBody = (body: unknown): body is Body =>
  typeof body === 'object' && body !== null && 'code' in body && 'status' in body && 'retry' in body
