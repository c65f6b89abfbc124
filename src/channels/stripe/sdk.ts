import { AsyncLocalStorage } from 'node:async_hooks'
import type Stripe from 'stripe'
import type { HttpAnswer, NoAnswer, Transport } from '../transport.ts'

type SdkConfig = NonNullable<ConstructorParameters<typeof Stripe>[1]>
type SdkHttpClient = NonNullable<SdkConfig['httpClient']>

/** What one call through the library met on the wire. Absent: it never got so far. */
export type Met = HttpAnswer | NoAnswer | undefined

export type Exchange = (
  act: (stripe: Stripe) => Promise<unknown>,
  signal?: AbortSignal,
) => Promise<{ readonly met: Met; readonly fault: unknown }>

type Passage = { readonly signal: AbortSignal | undefined; met: Met }

/**
 * Stripe's library over our own transport: it writes the calls and pins the API version; what comes back is taken
 * from the wire, byte for byte, with our deadline, our abort signal and no redirects. The library repeats nothing
 * by itself. It is loaded at the first call: a house without Stripe never pays for its size.
 */
export function createExchange(secretKey: string, transport: Transport): Exchange {
  const passages = new AsyncLocalStorage<Passage>()
  let opened: Promise<Stripe> | undefined
  const open = async () => {
    const { default: Library } = await import('stripe')
    return new Library(secretKey, {
      httpClient: wire(transport, passages),
      maxNetworkRetries: 0,
      telemetry: false,
    })
  }
  return async (act, signal) => {
    if (signal?.aborted) return { met: { failed: 'timeout' }, fault: undefined }
    opened ??= open()
    const stripe = await opened
    const passage: Passage = { signal, met: undefined }
    try {
      await passages.run(passage, () => act(stripe))
      return { met: passage.met, fault: undefined }
    } catch (fault) {
      // An error of Stripe's is thrown by the library; its bytes have been kept.
      return { met: passage.met, fault }
    }
  }
}

function wire(transport: Transport, passages: AsyncLocalStorage<Passage>): SdkHttpClient {
  return {
    getClientName: () => 'tongbao',
    makeRequest: async (_host, _port, path, method, headers, body) => {
      const passage = passages.getStore()
      if (!passage) throw new Error('stripe: a call outside of an exchange')
      const call = {
        method: method === 'GET' ? 'GET' : 'POST',
        path,
        headers: plainHeaders(headers),
        body,
      } as const
      passage.met = await transport.send(call, passage.signal)
      if ('failed' in passage.met) throw new Error(passage.met.failed)
      return response(passage.met)
    },
  }
}

/** The library would tell Stripe about this machine in these; it is not asked to. */
const UNTOLD = /^(x-stripe-client-|user-agent$)/i

function plainHeaders(headers: Parameters<SdkHttpClient['makeRequest']>[4]): Record<string, string> {
  const plain: Record<string, string> = { 'User-Agent': 'Tongbao/1' }
  for (const [name, value] of Object.entries(headers)) {
    if (!UNTOLD.test(name)) plain[name] = String(value)
  }
  return plain
}

function response({ status, headers, body }: HttpAnswer) {
  return {
    getStatusCode: () => status,
    getHeaders: () => ({ ...headers }),
    getRawResponse: () => ({}),
    toStream: () => {
      throw new Error('stripe: nothing is streamed')
    },
    toJSON: async (): Promise<unknown> => JSON.parse(body.toString('utf8')),
  }
}
