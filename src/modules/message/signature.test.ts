import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { seal } from '../../platform/seal.ts'
import { newSecret, signatureHeaders, signingKey } from './signature.ts'

const body = JSON.stringify({ type: 'order.paid', data: { title: '人参 10g' } })
const message = { id: 'evt_7', body, sentAt: new Date() }

it("[K2] a receiver's own library accepts the signature, and nothing that was changed", () => {
  const secret = newSecret()
  const headers = signatureHeaders(message, [signingKey(secret)])
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
  expect(() => new Webhook(secret).verify(body.replace('10g', '11g'), headers)).toThrow()
  expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'evt_8' })).toThrow()
  expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow()
  const stale = signatureHeaders({ ...message, sentAt: new Date(Date.now() - 600_000) }, [signingKey(secret)])
  expect(() => new Webhook(secret).verify(body, stale)).toThrow()
})

it('during a rotation the old and the new secret both verify', () => {
  const [old, fresh] = [newSecret(), newSecret()]
  const headers = signatureHeaders(message, [fresh, old].map(signingKey))
  for (const secret of [old, fresh]) expect(new Webhook(secret).verify(body, headers)).toBeTruthy()
})

it('a sealed secret opens only with the same key, purpose and owner, unchanged', () => {
  const keys = seal('correct horse battery staple', 'webhook')
  const sealed = keys.close('whsec_abc', 'whe_1')
  expect(keys.open(sealed, 'whe_1')).toBe('whsec_abc')
  expect(sealed.includes('whsec_abc')).toBe(false)
  expect(() => keys.open(sealed, 'whe_2')).toThrow()
  expect(() => seal('another secret', 'webhook').open(sealed, 'whe_1')).toThrow()
  expect(() => seal('correct horse battery staple', 'totp').open(sealed, 'whe_1')).toThrow()
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed)
    changed[i]! ^= 1
    expect(() => keys.open(changed, 'whe_1')).toThrow()
  }
})
