import createClient from 'openapi-fetch'
import { systemClock } from '../../src/kernel/clock.ts'
import { ApiProblem } from './problem.ts'
import type { paths } from './schema.generated.ts'
import { transport } from './transport.ts'

const signedOut = new Set<() => void>()

/** Each app is signed in for itself: a buyer in the store and staff in the console, in one browser. */
const app = location.pathname.startsWith('/console') ? 'console' : 'store'

const SLOT = `tongbao.signed-in.${app}`

const door = transport({
  fetch: (request) => {
    request.headers.set('x-tongbao-app', app)
    return fetch(request)
  },
  language: () => document.documentElement.lang || 'zh-CN',
  memory: {
    wasSignedIn: () => localStorage.getItem(SLOT) !== null,
    keep: (signedIn) => (signedIn ? localStorage.setItem(SLOT, 'yes') : localStorage.removeItem(SLOT)),
  },
  onSignedOut: () => {
    for (const tell of signedOut) tell()
  },
})

/** The typed client of /v1: paths, bodies and answers come from the OpenAPI document. */
export const api = createClient<paths>({ baseUrl: '', fetch: door.send })

/** For what the document does not type, such as a download: a refusal is thrown as `ApiProblem`. */
export const send = door.send

export const setCsrf = door.setCsrf

/** The server's time, as well as this page can tell: what countdowns run on. */
export const serverNow = (): number => systemClock.now().getTime() + door.skewMs()

export function onSignedOut(tell: () => void): () => void {
  signedOut.add(tell)
  return () => signedOut.delete(tell)
}

/** The answer's body; refusals were thrown by the transport already. */
export async function take<T>(call: Promise<{ data?: T | undefined; response: Response }>): Promise<T> {
  const { data, response } = await call
  if (data !== undefined || response.ok) return data as T
  throw new ApiProblem({
    title: '',
    status: response.status,
    code: 'unexpected',
    retry: 'later',
    requestId: '',
  })
}

export const keyed = (key: string) => ({ 'idempotency-key': key })
