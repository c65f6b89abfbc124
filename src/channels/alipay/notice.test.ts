import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import {
  channelThatHears,
  clock,
  config,
  foreignKeys,
  merchantSdk,
  notice,
  noticeBody,
  rsa,
} from '../../../test/channels/alipay-side.ts'

const { channel } = channelThatHears({ failed: 'timeout' })
const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }
const verify = (body: Buffer) => channel.verifyNotice(headers, body, clock.now())
const genuine = (fields: Record<string, string>) => {
  const verdict = verify(noticeBody(fields))
  if (!verdict.verified) throw new Error(verdict.reason)
  return verdict.notice
}

describe('[N5] a genuine notice', () => {
  test('is what the official client finds genuine, with a % in the subject and an empty body', () => {
    const body = noticeBody(notice)
    const posted = Object.fromEntries(new URLSearchParams(body.toString()))
    expect(merchantSdk().checkNotifySignV2(posted)).toBe(true)
    expect(verify(body)).toMatchObject({
      verified: true,
      notice: {
        kind: 'payment',
        channel: 'alipay',
        attemptNo: notice.out_trade_no,
        noticeId: notice.notify_id,
        occurredAt: new Date('2026-03-01T04:00:01Z'),
        report: {
          kind: 'succeeded',
          channelNo: notice.trade_no,
          amount: 9_900,
          payerAmount: 9_850,
          currency: 'CNY',
          succeededAt: new Date('2026-03-01T04:00:00Z'),
          merchantId: config.sellerId,
          appId: config.appId,
          payer: notice.buyer_id,
        },
      },
    })
  })

  test.each(['100% 纯棉', '50%25 off', 'a+b c', 'x%zz', '%E8%8C%B6', '茶 & 酒 = 礼'])(
    'a subject %s is decoded once',
    (subject) => {
      expect(JSON.parse(genuine({ ...notice, subject }).plain)).toMatchObject({ subject })
    },
  )

  test('in GBK is checked over its bytes and read as text', () => {
    const fields = { ...notice, charset: 'GBK', subject: '龙井茶' }
    const content = Object.keys(fields)
      .sort()
      .map((name) => `${name}=${fields[name as keyof typeof fields]}`)
      .join('&')
    const gbk = (text: string) => iconv.encode(text, 'gbk').toString('latin1')
    const percent = (text: string) =>
      [...gbk(text)].map((byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')
    const signature = rsa(iconv.encode(content, 'gbk'))
    const body = Object.entries({ ...fields, sign: signature, sign_type: 'RSA2' })
      .map(([name, value]) => `${name}=${percent(value)}`)
      .join('&')
    const verdict = verify(Buffer.from(body))
    expect(verdict.verified && JSON.parse(verdict.notice.plain)).toMatchObject({ subject: '龙井茶' })
  })
})

describe('what is refused', () => {
  const drop = (name: string) => Object.fromEntries(Object.entries(notice).filter(([key]) => key !== name))
  const posted = (fields: Record<string, string>) => Buffer.from(new URLSearchParams(fields).toString())
  const good = Object.fromEntries(new URLSearchParams(noticeBody(notice).toString()))

  test.each([
    ['a foreign key', noticeBody(notice, foreignKeys.privateKey)],
    ['no signature', posted(notice)],
    ['an empty signature', posted({ ...good, sign: '' })],
    ['the empty value left out', posted(dropped(good, 'body'))],
    ['a field more', posted({ ...good, extra: '' })],
    ['a field twice', Buffer.from(`${noticeBody(notice)}&total_amount=0.01`)],
    ['another amount', posted({ ...good, total_amount: '0.01' })],
    ['an older kind of signature', posted({ ...good, sign_type: 'RSA' })],
    ['a broken percent sign', Buffer.from(`${noticeBody(notice)}&x=%zz`)],
    ['a charset nobody speaks', posted({ ...good, charset: 'utf-16' })],
    ['nothing', Buffer.alloc(0)],
    ['JSON', Buffer.from('{"trade_status":"TRADE_SUCCESS"}')],
  ])('%s', (_what, body) => {
    expect(verify(body)).toEqual({ verified: false, reason: 'bad_signature' })
  })

  test.each(['notify_id', 'notify_time', 'notify_type', 'out_trade_no', 'seller_id', 'app_id'])(
    'a signed notice without %s is malformed',
    (name) => {
      expect(verify(noticeBody(drop(name)))).toEqual({ verified: false, reason: 'malformed' })
    },
  )
})

describe('what a notice means', () => {
  test.each([
    ['WAIT_BUYER_PAY', {}, { kind: 'pending' }],
    ['TRADE_SUCCESS', {}, { kind: 'succeeded', amount: 9_900 }],
    ['TRADE_FINISHED', {}, { kind: 'succeeded', amount: 9_900 }],
    ['TRADE_CLOSED', { gmt_close: '2026-03-01 12:15:00', gmt_payment: '' }, { kind: 'unknown' }],
    [
      'TRADE_CLOSED',
      { gmt_close: '2026-03-01 12:15:00', gmt_payment: '', receipt_amount: '', buyer_pay_amount: '' },
      { kind: 'closed' },
    ],
    // Given back by hand at Alipay: no number of ours, but the payment stays a fact.
    ['TRADE_CLOSED', { refund_fee: '99.00', gmt_refund: '2026-03-01 12:30:00' }, { kind: 'succeeded' }],
    ['TRADE_SUCCESS', { refund_fee: '9.00', gmt_refund: '2026-03-01 12:30:00' }, { kind: 'succeeded' }],
  ])('[N9] trade_status %s %o', (status, more, report) => {
    expect(genuine({ ...notice, ...more, trade_status: status })).toMatchObject({ kind: 'payment', report })
  })

  test.each(['TRADE_SUCCESS', 'TRADE_CLOSED'])(
    '%s with a refund number tells of the refund, never that the payment is closed',
    (status) => {
      const told = genuine({
        ...notice,
        trade_status: status,
        out_biz_no: 'R1',
        refund_fee: '99.00',
        gmt_refund: '2026-03-01 12:30:00.123',
      })
      // `refund_fee` is the sum of all refunds, so the amount of this one is asked for.
      expect(told).toMatchObject({ kind: 'refund', refundNo: 'R1', report: { kind: 'processing' } })
    },
  )

  test.each([
    ['seller_id', 'merchantId'],
    ['app_id', 'appId'],
  ] as const)('another %s is genuine and names the other: the caller compares', (field, name) => {
    const told = genuine({ ...notice, [field]: 'another' })
    expect(told).toMatchObject({ kind: 'payment', report: { kind: 'succeeded', [name]: 'another' } })
  })

  test('of another kind concerns nobody', () => {
    expect(genuine({ ...notice, notify_type: 'dut_user_sign' })).toMatchObject({
      kind: 'other',
      eventType: 'dut_user_sign',
    })
  })

  test('is answered by exactly seven letters once it is kept', () => {
    expect(channel.acknowledge('taken')).toEqual({ status: 200, contentType: 'text/plain', body: 'success' })
    expect(channel.acknowledge('refused').body).toBe('fail')
    expect(channel.acknowledge('failed').status).toBe(500)
  })
})

function dropped(fields: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
}
