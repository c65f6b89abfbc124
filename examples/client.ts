import { randomUUID } from 'node:crypto'

/** An answer that was refused: RFC 9457 problem+json. */
export class Refused extends Error {
  readonly status: number
  readonly code: string
  constructor(answer: Response, problem: { code?: string; title?: string }) {
    const { status, headers } = answer
    const seconds = headers.get('retry-after')
    const later = seconds === null ? '' : ` (in ${seconds} s)`
    super(`${status} ${problem.code ?? 'unknown'}: ${problem.title ?? ''}${later}`)
    this.name = 'Refused'
    this.status = status
    this.code = problem.code ?? 'unknown'
  }
}

export type Client = {
  /** What it shows at each call: the value of its session's cookie. A guest has none. */
  readonly token: string | null
  readonly get: <T>(path: string) => Promise<T>
  /** Every POST carries an idempotency key: sending it again cannot do it twice. */
  readonly post: <T>(path: string, body?: object, key?: string) => Promise<T>
  readonly remove: (path: string) => Promise<void>
}

/** A caller of the public API with his token; without one, a guest. */
export function client(url: string, token?: string): Client {
  const call = async <T>(method: string, path: string, body?: object, key?: string): Promise<T> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        accept: 'application/json',
        'accept-language': 'en',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(method === 'POST' ? { 'idempotency-key': key ?? randomUUID() } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    const parsed: unknown = text === '' ? undefined : JSON.parse(text)
    if (!answer.ok) throw new Refused(answer, parsed as { code?: string })
    return parsed as T
  }
  return {
    token: token ?? null,
    get: (path) => call('GET', path),
    post: (path, body, key) => call('POST', path, body, key),
    remove: (path) => call('DELETE', path),
  }
}

/** Signs in at `path` and goes on with the token of the session's cookie. */
async function signIn(url: string, path: string, body: object): Promise<Client> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Refused(answer, (await answer.json()) as { code?: string })
  const cookies = answer.headers.getSetCookie()
  const token = cookies.map((one) => /^(?:tb_access|tb_staff)=([^;]+)/.exec(one)?.[1]).find(Boolean)
  if (!token) throw new Error(`${path} gave no access token`)
  return client(url, token)
}

/** A buyer signs in by the code sent to his phone; the demo tells the code. */
export async function signInBuyer(url: string, phone: string): Promise<Client> {
  const guest = client(url)
  await guest.post('/v1/session/otp', { phone })
  const { code } = await guest.get<{ code: string }>(`/v1/demo/otp?phone=${encodeURIComponent(phone)}`)
  return signIn(url, '/v1/session/phone', { phone, code })
}

export const signInStaff = (url: string, username: string, password: string): Promise<Client> =>
  signIn(url, '/v1/session/staff', { username, password })
