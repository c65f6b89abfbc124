import { closedLoop } from './load.ts'
import { all, type Checkout, placing } from './over-http.ts'

export const CONNECTIONS = 128
const PIECE = 200

export type Provider = { readonly url: string }
export type Signed = { readonly headers: Readonly<Record<string, string>>; readonly body: string }
export type Attempted = { readonly attemptNo: string; readonly amount: number }

export const attemptOn = (
  { buyers }: Checkout,
  tradeNo: string,
  i: number,
  body = '{"channel":"wechat","method":"native"}',
) => ({
  method: 'POST' as const,
  path: `/v1/trades/${tradeNo}/attempts`,
  headers: {
    authorization: `Bearer ${buyers[i % buyers.length]!.token}`,
    'idempotency-key': `pay-${tradeNo}`,
  },
  body,
})

export type Prepared = {
  readonly attempts: readonly Attempted[]
  readonly placeSeconds: number
  readonly attemptSeconds: number
}

/** So many trades placed, each with its code: all buyers place, then all ask for a code. */
export async function prepareAttempts(
  checkout: Checkout,
  provider: Provider,
  name: string,
  count: number,
): Promise<Prepared> {
  const { port } = checkout
  const trades: string[] = []
  const attempts: Attempted[] = []
  const placed = await closedLoop({
    port,
    connections: CONNECTIONS,
    count,
    request: placing(checkout, name),
    onAnswer: (i, { body }) => {
      trades[i] = (JSON.parse(body) as { no: string }).no
    },
  })
  all(placed, 201)
  await control(provider, '/answers/presigned', { count })
  const started = await closedLoop({
    port,
    connections: CONNECTIONS,
    count,
    request: (i) => attemptOn(checkout, trades[i]!, i),
    onAnswer: (i, { body }) => {
      const { no, amount } = JSON.parse(body) as { no: string; amount: number }
      attempts[i] = { attemptNo: no, amount }
    },
  })
  all(started, 201)
  return { attempts, placeSeconds: placed.seconds, attemptSeconds: started.seconds }
}

/** The provider takes the money of these attempts and signs what it would tell of them; it tells nobody. */
export async function signNotices(provider: Provider, items: readonly Attempted[]): Promise<Signed[]> {
  const signed: Signed[] = []
  for (let i = 0; i < items.length; i += PIECE) {
    const answer = await control(provider, '/notices/presigned', { items: items.slice(i, i + PIECE) })
    signed.push(...(answer as { notices: Signed[] }).notices)
  }
  return signed
}

export const noticeOf = ({ headers, body }: Signed) => ({
  method: 'POST' as const,
  path: '/v1/channels/wechat/notices',
  headers: withoutLength(headers),
  body,
})

/** The wire adds its own. */
const withoutLength = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(content-length|content-type|host)$/i.test(name)),
  )

export async function control({ url }: Provider, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`${url}/control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`simulator ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
