import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type SigningCredential, tongbao } from '../../sdk/src/index.ts'
import { openHouse, type TestHouse } from '../http/house.ts'
import { fillShelf } from '../http/shelf.ts'

let house: TestHouse
let url = ''
let ownerToken = ''
let keyId = 0
beforeAll(async () => {
  house = await openHouse()
  url = await house.app.listen({ host: '127.0.0.1', port: 0 })
  const shelf = await fillShelf(house, { code: 'signed', price: 2_000, pieces: 10 })
  ownerToken = (await house.staff('owner', shelf.shopId)).token
  const owner = tongbao({ url, token: ownerToken })
  const scopes = ['order.read', 'event.read', 'webhook.read', 'webhook.write'] as const
  keyId = (await owner.post('/v1/keys', { body: { name: 'erp', scopes: [...scopes], signedOnly: true } })).id
})
afterAll(() => house.close())

const pem = (key: KeyObject, type: 'spki' | 'pkcs8'): string => key.export({ type, format: 'pem' }).toString()
const credentialOf = async (algorithm: SigningCredential['algorithm']): Promise<SigningCredential> => {
  const owner = tongbao({ url, token: ownerToken })
  // Each takes the place of the one before.
  const more = { path: { id: keyId } }
  const endOthersAfterHours = 0
  if (algorithm === 'HMAC-SHA256') {
    const made = await owner.post('/v1/keys/{id}/credentials', {
      ...more,
      body: { algorithm, endOthersAfterHours },
    })
    return { id: made.id, algorithm, secret: made.secret! }
  }
  const { publicKey, privateKey } =
    algorithm === 'Ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const body = { algorithm, publicKey: pem(publicKey, 'spki'), endOthersAfterHours }
  const { id } = await owner.post('/v1/keys/{id}/credentials', { ...more, body })
  return { id, algorithm, privateKey: pem(privateKey, 'pkcs8') }
}

describe('[AB7] the SDK signs', () => {
  it.each(['HMAC-SHA256', 'RSA-SHA256', 'Ed25519'] as const)(
    'by %s: reads, writes, lists',
    async (algorithm) => {
      const signWith = await credentialOf(algorithm)
      const server = tongbao({ url, signWith })
      const body = { url: 'https://example.com/名', description: '收件 ü' }
      const key = `by-${algorithm}`
      const { id } = await server.post('/v1/webhook-endpoints', { body, key })
      expect((await server.post('/v1/webhook-endpoints', { body, key })).id).toBe(id)
      const changed = { path: { id }, body: { enabled: false } }
      expect((await server.put('/v1/webhook-endpoints/{id}', changed)).state).toBe('disabled')
      await server.delete('/v1/webhook-endpoints/{id}', { path: { id } })
      expect(await server.all('/v1/orders', 5, { query: { limit: 2 } })).toEqual([])
    },
  )

  it('a retry is signed anew, with another nonce and the same intent', async () => {
    const signWith = await credentialOf('HMAC-SHA256')
    const seen: { nonce: string | null; key: string | null }[] = []
    const unlucky = tongbao({
      url,
      signWith,
      pausesMs: [1, 1],
      fetch: async (request) => {
        const { headers } = request
        seen.push({ nonce: headers.get('tongbao-nonce'), key: headers.get('idempotency-key') })
        const response = await fetch(request)
        if (seen.length === 1) throw new TypeError('connection reset')
        return response
      },
    })
    await unlucky.post('/v1/webhook-endpoints', { body: { url: 'https://example.com/again' } })
    expect(new Set(seen.map(({ nonce }) => nonce)).size).toBe(2)
    expect(new Set(seen.map(({ key }) => key)).size).toBe(1)
  })

  it('a clock that is wrong is set by the server’s answer', async () => {
    const signWith = await credentialOf('HMAC-SHA256')
    const times: number[] = []
    const real = Date.now
    Date.now = () => real() - 3_600_000
    try {
      const late = tongbao({
        url,
        signWith,
        fetch: (request) => {
          times.push(Number(request.headers.get('tongbao-timestamp')))
          return fetch(request)
        },
      })
      expect((await late.get('/v1/session')).kind).toBe('key')
      expect((await late.get('/v1/session')).kind).toBe('key')
    } finally {
      Date.now = real
    }
    expect(times).toHaveLength(3)
    expect(times[1]! - times[0]!).toBeGreaterThan(3_500)
  })

  it('a token that has run out is asked for once more', async () => {
    const asked: boolean[] = []
    const client = tongbao({
      url,
      token: async ({ refused }) => {
        asked.push(refused)
        return refused ? ownerToken : 'of-yesterday'
      },
    })
    expect((await client.get('/v1/session')).kind).toBe('staff')
    expect(asked).toEqual([false, true])
  })

  it('reads the feed of events to its end', async () => {
    const server = tongbao({ url, signWith: await credentialOf('Ed25519') })
    const pages: number[] = []
    for await (const items of server.pages('/v1/events', { query: { after: 0, limit: 1 } }))
      pages.push(items.length)
    expect(pages).toEqual([0])
  })

  it('a key that is none is said at the first call, and kills nobody', async () => {
    const broken = tongbao({ url, signWith: { id: 'sgn_x', algorithm: 'Ed25519', privateKey: 'x' } })
    await expect(broken.get('/v1/session')).rejects.toMatchObject({ cause: expect.any(TypeError) })
  })
})
