import type { FastifyReply } from 'fastify'
import type { Rejection } from '../kernel/outcome.ts'
import { PROBLEMS, type ProblemCode } from './problems.ts'

/** The body of every refusal: RFC 9457 with our code, the field at fault, and whether trying again helps. */
export type ProblemBody = {
  type: string
  title: string
  status: number
  code: ProblemCode
  param?: string
  retry: string
  requestId: string
  detail?: Record<string, unknown>
}

const DEFAULT_RETRY_SECONDS = 1

/** Answers with a problem, in English for whoever prefers it, and says when to come back where that is known. */
export const refuse = (reply: FastifyReply, rejection: Rejection<ProblemCode>): FastifyReply => {
  const { code, param, detail } = rejection
  const { status, retry, title } = PROBLEMS[code]
  const english = reply.request.headers['accept-language']?.startsWith('en') ?? false
  const body: ProblemBody = {
    type: `about:blank#${code}`,
    title: english ? title.en : title.zh,
    status,
    code,
    retry,
    requestId: reply.request.id,
    ...(param === undefined ? {} : { param }),
    ...(detail === undefined ? {} : { detail: { ...detail } }),
  }
  if (status === 429 || status === 503) {
    const seconds = typeof detail?.retryAfter === 'number' ? detail.retryAfter : DEFAULT_RETRY_SECONDS
    reply.header('retry-after', String(seconds))
  }
  reply.header('x-request-id', reply.request.id)
  // Problems go around the route's response schema: a refusal is never trimmed to the shape of a success.
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(body)
}
