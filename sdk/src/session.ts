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
  const tokens = response.headers.getSetCookie().map((one) => /^tb_access=([^;]+)/.exec(one)?.[1])
  const token = tokens.find((one) => one !== undefined)
  // Browsers hide cookies from scripts.
  if (token === undefined) throw new TypeError('the access token cannot be read here; use `cookies: true`')
  return token
}
