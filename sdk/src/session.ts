import { readProblem, unanswered } from './problem.ts'

export type PhoneSignIn = { readonly url: string; readonly phone: string; readonly code: string }

/**
 * Signs a buyer in by the code that was sent to his phone (`POST /v1/session/otp`) and gives his access token, which
 * lives for minutes. For servers and scripts; a page of the same origin has cookies instead.
 * @throws TongbaoProblem
 */
export async function signInByPhone({ url, phone, code }: PhoneSignIn): Promise<string> {
  const response = await fetch(new URL('/v1/session/phone', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify({ phone, code }),
  }).catch((error: unknown) => {
    throw unanswered(error)
  })
  if (!response.ok) throw await readProblem(response)
  const token = response.headers.getSetCookie().map((one) => /^tb_access=([^;]+)/.exec(one)?.[1])
  return token.find((one) => one !== undefined) ?? ''
}
