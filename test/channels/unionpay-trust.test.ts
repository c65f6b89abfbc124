import { createHash, generateKeyPairSync, type KeyObject, randomBytes, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { certify } from '../../simulator/unionpay/certificates.ts'
import { type Fields, signed, written } from '../../simulator/unionpay/signing.ts'
import { isTrusted } from '../../src/channels/unionpay/certificates.ts'
import { createUnionpayChannel, type UnionpayConfig } from '../../src/channels/unionpay/index.ts'
import { openUnionpay } from './unionpay-side.ts'

const NAME = '041@8310000000083040@中国银联股份有限公司@00016495'
const from = new Date('2020-01-01T00:00:00Z')
const to = new Date('2030-01-01T00:00:00Z')
const now = new Date('2026-03-01T04:00:00Z')
const pairs = Array.from({ length: 4 }, () => generateKeyPairSync('rsa', { modulusLength: 2048 }))
const [rootKeys, middleKeys, signerKeys, otherKeys] = pairs as [Pair, Pair, Pair, Pair]
type Pair = { readonly publicKey: KeyObject; readonly privateKey: KeyObject }

const make = (changes: Partial<Parameters<typeof certify>[0]>) =>
  new X509Certificate(
    certify({
      name: NAME,
      publicKey: signerKeys.publicKey,
      issuerName: 'MIDDLE',
      issuerKey: middleKeys.privateKey,
      isAuthority: false,
      from,
      to,
      serial: Buffer.concat([Buffer.from([1]), randomBytes(4)]),
      ...changes,
    }),
  )
const ofRoot = { issuerName: 'ROOT', issuerKey: rootKeys.privateKey }
const root = make({ name: 'ROOT', publicKey: rootKeys.publicKey, isAuthority: true, ...ofRoot })
const middle = make({ name: 'MIDDLE', publicKey: middleKeys.publicKey, isAuthority: true, ...ofRoot })
const trust = { roots: [root], middles: [middle], names: ['中国银联股份有限公司'] }

describe('[N5] the certificate of a message', () => {
  test('leads to the root over the middle one, or straight', () => {
    expect(isTrusted(make({}), trust, now)).toBe(true)
    expect(isTrusted(make(ofRoot), { ...trust, middles: [] }, now)).toBe(true)
  })

  test.each([
    ['of another name', make({ name: '041@1@别人@2' })],
    ['without the parts of a name', make({ name: '中国银联股份有限公司' })],
    ['whose time is over', make({ to: new Date('2026-02-28T00:00:00Z') })],
    ['whose time has not begun', make({ from: new Date('2026-03-02T00:00:00Z') })],
    ['signed by a stranger under the same name', make({ issuerKey: otherKeys.privateKey })],
    ['of an unknown issuer', make({ issuerName: 'ELSEWHERE' })],
    ['that may itself issue others', make({ isAuthority: true })],
  ])('%s is not believed', (_what, certificate) => {
    expect(isTrusted(certificate, trust, now)).toBe(false)
  })

  test('is not believed without the middle one, by a middle one that is over, or one that no root issued', () => {
    expect(isTrusted(make({}), { ...trust, middles: [] }, now)).toBe(false)
    const over = make({
      name: 'MIDDLE',
      publicKey: middleKeys.publicKey,
      isAuthority: true,
      to: new Date('2026-01-01T00:00:00Z'),
      ...ofRoot,
    })
    expect(isTrusted(make({}), { ...trust, middles: [over] }, now)).toBe(false)
    const orphan = make({
      name: 'MIDDLE',
      publicKey: middleKeys.publicKey,
      isAuthority: true,
      issuerName: 'ROOT',
      issuerKey: otherKeys.privateKey,
    })
    expect(isTrusted(make({}), { ...trust, middles: [orphan] }, now)).toBe(false)
  })

  test('cannot be issued by one that may not issue', () => {
    const leaf = make({ name: 'LEAF', publicKey: otherKeys.publicKey })
    const below = make({ issuerName: 'LEAF', issuerKey: otherKeys.privateKey })
    expect(isTrusted(below, { ...trust, middles: [middle, leaf] }, now)).toBe(false)
  })
})

describe('the channel', () => {
  let side: Awaited<ReturnType<typeof openUnionpay>>
  beforeAll(async () => {
    side = await openUnionpay()
  })
  afterAll(() => side.stop())

  const notice = (fields: Fields) => Buffer.from(new URLSearchParams(fields).toString())

  test('believes both chains while they are changed, and no stranger of the same names', async () => {
    const fields = { txnType: '99', orderId: side.numberOf('attempt'), respCode: '00' }
    const { chains, stranger } = side.world.keys
    for (const chain of chains) {
      const body = notice(await signed(chain, fields))
      expect(side.channel.verifyNotice({}, body, now)).toMatchObject({
        verified: true,
        notice: { kind: 'other', eventType: '99' },
      })
    }
    expect(side.channel.verifyNotice({}, notice(await signed(stranger, fields)), now)).toEqual({
      verified: false,
      reason: 'unknown_serial',
    })
  })

  test('signs its messages as the gateway checks them, with the serial in decimal digits', async () => {
    const start = await side.channel.startPayment(
      side.request({ method: 'page', returnUrl: 'http://x/back' }),
    )
    if (start.kind !== 'ready' || start.presentation.kind !== 'form') throw new Error('no form')
    const { fields, action } = start.presentation
    expect(action).toBe(`${side.credentials.baseUrl}/gateway/api/frontTransReq.do`)
    expect(fields).toMatchObject({
      version: '5.1.0',
      signMethod: '01',
      txnType: '01',
      txnSubType: '01',
      bizType: '000201',
      channelType: '07',
      currencyCode: '156',
      txnAmt: '9900',
      payTimeout: '20260301121500',
      txnTime: '20260301120000',
    })
    const { certificate } = side.credentials.signing
    expect(fields.certId).toBe(BigInt(`0x${new X509Certificate(certificate).serialNumber}`).toString())
  })

  test('refuses by name what cannot work, without quoting it', () => {
    const good: UnionpayConfig = { ...side.credentials, clock: side.clock }
    const other = side.world.keys.file.chains[0]!.signerKey
    expect(() => createUnionpayChannel({ ...good, roots: [] })).toThrow('roots is empty')
    expect(() => createUnionpayChannel({ ...good, roots: ['nonsense'] })).toThrow('roots is not readable')
    const { certificate } = side.credentials.signing
    const mixed = { certificate, privateKey: other }
    expect(() => createUnionpayChannel({ ...good, signing: mixed })).toThrow('is not the key of')
  })

  test('with a secret of both sides signs and checks by it, and by nothing else', async () => {
    const secret = 'a text that both sides know'
    const hex = (text: string) => createHash('sha256').update(text).digest('hex')
    const sign = (fields: Fields) => {
      const text = Object.keys(fields)
        .sort()
        .map((key) => `${key}=${fields[key]}`)
        .join('&')
      return { ...fields, signature: hex(`${text}&${hex(secret)}`) }
    }
    const calls: Fields[] = []
    const config = { ...side.credentials, signing: { secret }, roots: [], middles: [], clock: side.clock }
    const answers = { version: '5.1.0', signMethod: '11', respCode: '34', respMsg: '' }
    const channel = createUnionpayChannel({
      ...config,
      transport: {
        send: async ({ body }) => {
          calls.push(Object.fromEntries(new URLSearchParams(body)))
          return { status: 200, headers: {}, body: Buffer.from(written(sign(answers))) }
        },
        dispose: () => {},
      },
    })
    expect(await channel.query(side.numberOf('attempt'))).toMatchObject({ kind: 'not_found' })
    const { signature, ...sent } = calls[0]!
    expect(sent.signMethod).toBe('11')
    expect(sign(sent).signature).toBe(signature)
    const told = sign({ ...answers, txnType: '99', orderId: '1' })
    expect(channel.verifyNotice({}, notice(told), now).verified).toBe(true)
    expect(channel.verifyNotice({}, notice({ ...told, orderId: '2' }), now).verified).toBe(false)
    // A channel that signs with certificates takes no secret's word.
    expect(side.channel.verifyNotice({}, notice(told), now)).toEqual({
      verified: false,
      reason: 'bad_signature',
    })
  })
})
