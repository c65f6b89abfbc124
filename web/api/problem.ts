/** The wire form of a refusal (RFC 9457) as every page sees it. */
export type ProblemBody = {
  readonly title: string
  readonly status: number
  readonly code: string
  readonly param?: string
  readonly retry: 'never' | 'same' | 'later'
  readonly requestId: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** A request that was refused or never answered. `code` chooses the words; the server's title is the fallback. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly body: ProblemBody

  constructor(body: ProblemBody) {
    super(`${body.code}: ${body.title}`)
    this.body = body
  }

  get code(): string {
    return this.body.code
  }
}

/** No answer came: the request may or may not have been done, so it is repeated with the same key. */
export const unanswered = (): ApiProblem =>
  new ApiProblem({ title: 'No connection', status: 0, code: 'network', retry: 'same', requestId: '' })

/** Reads any failed response; an answer that is no problem document (a proxy's page) becomes `unexpected`. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) return new ApiProblem(body)
  const retry = response.status >= 500 ? 'later' : 'never'
  return new ApiProblem({
    title: response.statusText,
    status: response.status,
    code: 'unexpected',
    retry,
    requestId: response.headers.get('x-request-id') ?? '',
  })
}

const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === 'object' &&
  body !== null &&
  'code' in body &&
  typeof body.code === 'string' &&
  'status' in body

export const isProblemCode = (error: unknown, ...codes: string[]): error is ApiProblem =>
  error instanceof ApiProblem && codes.includes(error.code)

/** What was refused did nothing: tried anew it is another intent. What was not answered is asked again with its key. */
export const isRefused = (error: unknown): boolean =>
  error instanceof ApiProblem &&
  error.body.status >= 400 &&
  error.body.status < 500 &&
  error.body.retry !== 'same'
