import { X509Certificate } from 'node:crypto'
import { AlipaySdk } from 'alipay-sdk'
import { describe, expect, test } from 'vitest'
import {
  alipayKeys,
  answer,
  certificates,
  channelThatHears,
  clock,
  config,
  merchantKeys,
  nextKeys,
  notice,
  noticeBody,
  paidTrade,
  parametersOf,
  rsa,
} from '../../../test/channels/alipay-side.ts'
import { certificateSerial, rootSerial } from './certificate.ts'
import { createAlipayChannel } from './index.ts'

const inCertificates = {
  alipayKeys: [certificates.alipay, certificates.next],
  certificates: { app: certificates.app, alipayRoot: certificates.root },
}

describe('certificate mode', () => {
  test('the certificates are read by the library of Node too', () => {
    const read = new X509Certificate(certificates.app)
    expect(read.subject).toBe('C=CN\nCN=merchant')
    expect(BigInt(`0x${read.serialNumber}`)).toBe(0xf0_0000_0000_0000_0001n)
  })

  test('the serials are those the official client makes', () => {
    const sdk = new AlipaySdk({
      appId: config.appId,
      keyType: 'PKCS8',
      privateKey: config.privateKey,
      appCertContent: certificates.app,
      alipayPublicCertContent: certificates.alipay,
      alipayRootCertContent: certificates.root,
    })
    expect(certificateSerial(certificates.app)).toBe(sdk.config.appCertSn)
    expect(certificateSerial(certificates.alipay)).toBe(sdk.config.alipayCertSn)
    expect(rootSerial(certificates.root)).toBe(sdk.config.alipayRootCertSn)
  })

  test('a request names both serials', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' }, inCertificates)
    await channel.query(paidTrade.out_trade_no)
    expect(parametersOf(calls[0]!)).toMatchObject({
      app_cert_sn: certificateSerial(certificates.app),
      alipay_root_cert_sn: rootSerial(certificates.root),
    })
  })

  test('an answer is checked by the certificate it names, and by no other', async () => {
    const text = JSON.stringify(paidTrade)
    const heard = (serial: string, signature: string) => ({
      status: 200,
      headers: {},
      body: Buffer.from(
        `{"alipay_trade_query_response":${text},"alipay_cert_sn":"${serial}","sign":"${signature}"}`,
      ),
    })
    const [current, next] = [certificates.alipay, certificates.next].map(certificateSerial)
    const ask = (serial: string, signature: string) =>
      channelThatHears(heard(serial, signature), inCertificates).channel.query(paidTrade.out_trade_no)
    expect(await ask(current!, rsa(text))).toMatchObject({ kind: 'succeeded' })
    expect(await ask(next!, rsa(text, nextKeys.privateKey))).toMatchObject({ kind: 'succeeded' })
    expect(await ask(next!, rsa(text))).toMatchObject({ kind: 'unknown', reason: 'forged_answer' })
    expect(await ask('0'.repeat(32), rsa(text))).toMatchObject({ kind: 'unknown', reason: 'forged_answer' })
  })

  test('a notice is checked by any of them', () => {
    const { channel } = channelThatHears({ failed: 'timeout' }, inCertificates)
    for (const key of [alipayKeys.privateKey, nextKeys.privateKey]) {
      expect(channel.verifyNotice({}, noticeBody(notice, key), clock.now()).verified).toBe(true)
    }
  })
})

describe('keys', () => {
  const bare = (type: 'pkcs1' | 'pkcs8') =>
    merchantKeys.privateKey.export({ type, format: 'der' }).toString('base64')

  test.each(['pkcs1', 'pkcs8'] as const)(
    'a private key may be the bare base64 of the key tool: %s',
    async (type) => {
      const { channel, calls } = channelThatHears({ failed: 'timeout' }, { privateKey: bare(type) })
      await channel.query('T1')
      const ours = channelThatHears({ failed: 'timeout' })
      await ours.channel.query('T1')
      expect(parametersOf(calls[0]!).sign).toBe(parametersOf(ours.calls[0]!).sign)
    },
  )

  test("Alipay's public key may be bare base64", async () => {
    const key = alipayKeys.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
    const { channel } = channelThatHears(answer('alipay.trade.query', paidTrade), { alipayKeys: [key] })
    expect(await channel.query(paidTrade.out_trade_no)).toMatchObject({ kind: 'succeeded' })
  })

  test.each([
    ['a private key that is none', { privateKey: 'not a key' }, 'privateKey'],
    ['no key of Alipay', { alipayKeys: [] }, 'alipayKeys'],
    ['a key of Alipay that is none', { alipayKeys: ['not a key'] }, 'alipayKeys[0]'],
    [
      'a certificate that is none',
      { certificates: { app: 'not a key', alipayRoot: certificates.root } },
      'certificates.app',
    ],
    [
      'a root that is none',
      { certificates: { app: certificates.app, alipayRoot: 'not a key' } },
      'certificates.alipayRoot',
    ],
  ])('%s is refused by its name, without being quoted', (_what, change, name) => {
    const make = () => createAlipayChannel({ ...config, ...change, clock })
    expect(make).toThrow(name)
    expect(make).not.toThrow('not a key')
  })
})
