import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { verifyWebhook } from '../../sdk/src/index.ts'
import { newSecret, signatureHeaders, signingKey } from '../../src/modules/message/signature.ts'

const now = new Date('2026-03-01T04:00:00Z')
const [secret, before, foreign] = [newSecret(), newSecret(), newSecret()]
const body = JSON.stringify({ type: 'order.paid', id: 'evt_7', data: { payable: 7_173 }, 名: '单' })
const letter = (secrets: readonly string[]) => ({
  body,
  headers: signatureHeaders({ id: 'evt_7', body, sentAt: now }, secrets.map(signingKey)),
})

describe('the SDK reads letters', () => {
  it('[AB7] the SDK: a letter that this product signed is read, under either secret of a rotation', async () => {
    for (const secrets of [[secret], [before, secret], [secret, before]]) {
      const event = await verifyWebhook({ ...letter(secrets), secrets: [secret], now })
      if (event.type !== 'order.paid') throw new Error(event.type)
      expect(event.data.payable).toBe(7_173)
    }
    const old = { ...letter([before]), secrets: [secret, before], now }
    expect((await verifyWebhook(old)).id).toBe('evt_7')
    const headers = new Headers(letter([secret]).headers)
    expect((await verifyWebhook({ body, headers, secrets: [secret], now })).id).toBe('evt_7')
  })

  it('[AB7] the SDK: what another library for Standard Webhooks signs is read as well', async () => {
    const headers = {
      'webhook-id': 'evt_7',
      'webhook-timestamp': String(now.getTime() / 1000),
      'webhook-signature': new Webhook(secret).sign('evt_7', now, body),
    }
    expect((await verifyWebhook({ body, headers, secrets: [secret], now })).type).toBe('order.paid')
  })

  const good = letter([secret])
  const late = new Date(now.getTime() + 301_000)
  it.each([
    ['another body', { ...good, body: body.replace('7173', '7174') }, now, 'signature_wrong'],
    ['a foreign secret', letter([foreign]), now, 'signature_wrong'],
    ['another id', { body, headers: { ...good.headers, 'webhook-id': 'evt_8' } }, now, 'signature_wrong'],
    [
      'no base64',
      { body, headers: { ...good.headers, 'webhook-signature': 'v1,§' } },
      now,
      'signature_wrong',
    ],
    [
      'no version',
      { body, headers: { ...good.headers, 'webhook-signature': 'v2,AAAA' } },
      now,
      'signature_wrong',
    ],
    ['an old letter', good, late, 'too_old'],
    ['one of the future', good, new Date(now.getTime() - 301_000), 'too_old'],
    ['no headers', { body, headers: {} }, now, 'headers_missing'],
    ['no time', { body, headers: { ...good.headers, 'webhook-timestamp': 'now' } }, now, 'headers_missing'],
  ])('[AB7] the SDK: refuses %s', async (_, given, at, code) => {
    await expect(verifyWebhook({ ...given, secrets: [secret], now: at })).rejects.toMatchObject({ code })
  })

  it('says that an empty secret is none, instead of taking every letter', async () => {
    await expect(verifyWebhook({ ...good, secrets: [''], now })).rejects.toThrow(TypeError)
    await expect(verifyWebhook({ ...good, secrets: [], now })).rejects.toMatchObject({
      code: 'signature_wrong',
    })
  })
})
