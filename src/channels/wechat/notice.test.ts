import { describe, expect, test } from 'vitest'
import {
  channelThatHears,
  clock,
  config,
  envelope,
  foreignKeys,
  NEXT_SERIAL,
  seconds,
  signed,
  transaction,
} from '../../../test/channels/wechat-side.ts'

const { channel } = channelThatHears({ failed: 'unreachable' })
const verify = (body: string | Buffer, headers: Record<string, string>) =>
  channel.verifyNotice(headers, Buffer.from(body), clock.now())

describe('[N5] WeChat notices, signed and encrypted by another library', () => {
  test('a genuine one is read whole', () => {
    const body = envelope(transaction)
    expect(verify(body, signed(body))).toMatchObject({
      verified: true,
      notice: {
        channel: 'wechat',
        kind: 'payment',
        noticeId: 'EV-2018022511223320873',
        attemptNo: transaction.out_trade_no,
        occurredAt: new Date('2026-03-01T04:00:00Z'),
        plain: JSON.stringify(transaction),
        report: {
          kind: 'succeeded',
          channelNo: transaction.transaction_id,
          amount: 100,
          payerAmount: 90,
          currency: 'CNY',
          succeededAt: new Date('2026-03-01T04:00:00Z'),
          merchantId: config.merchantId,
          appId: config.appId,
          payer: transaction.payer.openid,
        },
      },
    })
  })

  test('one byte of the ciphertext flipped, even under a valid signature, is refused (the tag is checked)', () => {
    // The defect of a popular wrapper: it never calls final(), so an altered amount decrypts happily.
    const envelopeOf = JSON.parse(envelope(transaction)) as { resource: { ciphertext: string } }
    const sealed = Buffer.from(envelopeOf.resource.ciphertext, 'base64')
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed)
      altered[at]! ^= 1
      const resource = { ...envelopeOf.resource, ciphertext: altered.toString('base64') }
      const body = JSON.stringify({ ...envelopeOf, resource })
      expect(verify(body, signed(body))).toEqual({ verified: false, reason: 'bad_ciphertext' })
    }
  })

  test('a truncated ciphertext, another nonce or other associated data is refused', () => {
    const whole = JSON.parse(envelope(transaction)) as { resource: Record<string, string> }
    const { ciphertext } = whole.resource
    const broken = [
      { ciphertext: ciphertext!.slice(0, 40) },
      { ciphertext: '' },
      { nonce: 'abcdefabcdef' },
      { nonce: 'short' },
      { associated_data: 'refund' },
    ]
    for (const change of broken) {
      const body = JSON.stringify({ ...whole, resource: { ...whole.resource, ...change } })
      expect(verify(body, signed(body))).toEqual({ verified: false, reason: 'bad_ciphertext' })
    }
  })

  test('a SIGNTEST probe fails as a probe, so that nobody is woken', () => {
    const body = envelope(transaction)
    const headers = { ...signed(body), 'wechatpay-signature': 'WECHATPAY/SIGNTEST/zc3RhdGVtZW50' }
    expect(verify(body, headers)).toEqual({ verified: false, reason: 'probe' })
  })

  test.each([
    [301, 'stale'],
    [-301, 'stale'],
    [299, 'ok'],
    [-299, 'ok'],
  ])('a clock that is %i s away: %s', (skew, expected) => {
    const body = envelope(transaction)
    const verdict = verify(body, signed(body, { timestamp: seconds() + skew }))
    expect(verdict.verified ? 'ok' : verdict.reason).toBe(expected)
  })

  test('both keys are good while they are rotated; a foreign key is not, nor an unknown serial', () => {
    const body = envelope(transaction)
    expect(verify(body, signed(body, { serial: NEXT_SERIAL })).verified).toBe(true)
    const foreign = verify(body, signed(body, { key: foreignKeys.privateKey }))
    expect(foreign).toEqual({ verified: false, reason: 'bad_signature' })
    const unknown = verify(body, signed(body, { serial: 'PUB_KEY_ID_0' }))
    expect(unknown).toEqual({ verified: false, reason: 'unknown_serial' })
  })

  test('spaces added to the body break the signature: it covers bytes, not meaning', () => {
    const body = envelope(transaction)
    const respaced = JSON.stringify(JSON.parse(body), null, 1)
    expect(verify(respaced, signed(body))).toEqual({ verified: false, reason: 'bad_signature' })
  })

  test('a repeated or missing header is malformed', () => {
    const body = envelope(transaction)
    const headers = signed(body)
    const repeated = { ...headers, 'wechatpay-serial': ['a', 'b'] }
    expect(channel.verifyNotice(repeated, Buffer.from(body), clock.now())).toEqual({
      verified: false,
      reason: 'malformed',
    })
    for (const name of Object.keys(headers)) {
      const { [name]: _gone, ...rest } = headers
      expect(verify(body, rest)).toEqual({ verified: false, reason: 'malformed' })
    }
    expect(verify(body, { ...headers, 'wechatpay-timestamp': '1e9' })).toEqual({
      verified: false,
      reason: 'malformed',
    })
  })

  test.each([
    ['no JSON', 'hello'],
    ['a list', '[]'],
    ['no resource', '{"id":"1","create_time":"2026-03-01T12:00:00+08:00"}'],
    ['another algorithm', envelope(transaction, { resource: { algorithm: 'NONE' } })],
    ['content that is no JSON', envelope('hello')],
    ['no order number', envelope({ ...transaction, out_trade_no: undefined })],
  ])('validly signed but with %s: malformed, no exception', (_what, body) => {
    expect(verify(body, signed(body))).toEqual({ verified: false, reason: 'malformed' })
  })

  test.each([
    ['1.5', 1.5],
    ['text', '100'],
    ['negative', -1],
    ['2^53', 2 ** 53],
    ['nothing', undefined],
  ])('an amount that is %s is not guessed at: the report is unknown', (_what, total) => {
    const body = envelope({ ...transaction, amount: { ...transaction.amount, total } })
    expect(verify(body, signed(body))).toMatchObject({
      verified: true,
      notice: { report: { kind: 'unknown', reason: 'malformed_answer' } },
    })
  })

  test('one fen off, another merchant or app is genuine: it is reported as it is', () => {
    const body = envelope({ ...transaction, mchid: '1900006511', amount: { total: 99, currency: 'CNY' } })
    expect(verify(body, signed(body))).toMatchObject({
      verified: true,
      notice: { report: { kind: 'succeeded', amount: 99, merchantId: '1900006511' } },
    })
  })

  test.each([
    ['REFUND.SUCCESS', 'SUCCESS', 'succeeded'],
    ['REFUND.ABNORMAL', 'ABNORMAL', 'abnormal'],
    ['REFUND.CLOSED', 'CLOSED', 'closed'],
  ])('%s tells of the refund', (eventType, status, kind) => {
    const resource = {
      mchid: config.merchantId,
      out_trade_no: transaction.out_trade_no,
      transaction_id: transaction.transaction_id,
      out_refund_no: 'R1',
      refund_id: '50300000000202603010000000001',
      refund_status: status,
      ...(status === 'SUCCESS' ? { success_time: '2026-03-01T12:00:00+08:00' } : {}),
      amount: { total: 100, refund: 30, payer_total: 100, payer_refund: 30 },
    }
    const body = envelope(resource, { event_type: eventType })
    expect(verify(body, signed(body))).toMatchObject({
      verified: true,
      notice: { kind: 'refund', refundNo: 'R1', report: { kind } },
    })
  })

  test('an event of no concern is genuine and told apart', () => {
    const body = envelope({ any: 'thing' }, { event_type: 'COUPON.USE' })
    expect(verify(body, signed(body))).toMatchObject({
      verified: true,
      notice: { kind: 'other', eventType: 'COUPON.USE' },
    })
  })
})
