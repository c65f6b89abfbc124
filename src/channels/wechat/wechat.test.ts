import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  answer,
  channelThatHears,
  clock,
  config,
  foreignKeys,
  isSignedByMerchant,
  signed,
  transaction,
} from '../../../test/channels/wechat-side.ts'
import { MINUTE } from '../../kernel/clock.ts'
import type { PayRequest } from '../types.ts'
import { createWechatChannel } from './index.ts'
import { requestMessage } from './signature.ts'

const request: PayRequest = {
  attemptNo: transaction.out_trade_no,
  amount: 100,
  currency: 'CNY',
  description: '龙井茶 250g',
  expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
  notifyUrl: 'https://shop.example/notices/wechat',
  method: 'native',
}
const refund = {
  refundNo: 'R20260301',
  attemptNo: request.attemptNo,
  channelNo: transaction.transaction_id,
  amount: 30,
  total: 100,
  currency: 'CNY',
  reason: '买家申请退款'.repeat(10),
  notifyUrl: 'https://shop.example/notices/wechat',
}
const refundAnswer = {
  refund_id: '503',
  out_refund_no: refund.refundNo,
  out_trade_no: request.attemptNo,
  status: 'PROCESSING',
  amount: { total: 100, refund: 30, currency: 'CNY' },
}

describe('requests', () => {
  test('the signed text is five lines; an empty body leaves its line empty', () => {
    expect(requestMessage('GET', '/v3/x?a=1', '1', 'n', '')).toBe('GET\n/v3/x?a=1\n1\nn\n\n')
    expect(requestMessage('POST', '/v3/x', '1', 'n', '{}')).toBe('POST\n/v3/x\n1\nn\n{}\n')
  })

  test('each call carries a signature that another library accepts, over what is really sent', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    await channel.startPayment(request)
    await channel.query(request.attemptNo)
    await channel.close(request.attemptNo)
    await channel.refund(refund)
    await channel.queryRefund(refund)
    expect(calls.map((call) => `${call.method} ${call.path}`)).toEqual([
      'POST /v3/pay/transactions/native',
      `GET /v3/pay/transactions/out-trade-no/${request.attemptNo}?mchid=${config.merchantId}`,
      `POST /v3/pay/transactions/out-trade-no/${request.attemptNo}/close`,
      'POST /v3/refund/domestic/refunds',
      `GET /v3/refund/domestic/refunds/${refund.refundNo}`,
    ])
    for (const call of calls) expect(isSignedByMerchant(call)).toBe(true)
    expect(isSignedByMerchant({ ...calls[0]!, body: `${calls[0]!.body} ` })).toBe(false)
    const nonces = calls.map((call) => /nonce_str="([^"]+)"/.exec(call.headers.Authorization!)![1])
    expect(new Set(nonces).size).toBe(calls.length)
  })

  test('a native order says what the payer sees, in fen and China time', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    await channel.startPayment({ ...request, description: '茶'.repeat(200) })
    expect(JSON.parse(calls[0]!.body)).toEqual({
      appid: config.appId,
      mchid: config.merchantId,
      description: '茶'.repeat(127),
      out_trade_no: request.attemptNo,
      time_expire: '2026-03-01T12:15:00+08:00',
      notify_url: request.notifyUrl,
      amount: { total: 100, currency: 'CNY' },
    })
  })

  test('a refund names the transaction, and its reason is cut to 80 bytes between characters', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    await channel.refund(refund)
    const body = JSON.parse(calls[0]!.body) as { reason: string }
    expect(body).toMatchObject({
      transaction_id: refund.channelNo,
      out_refund_no: refund.refundNo,
      amount: { refund: 30, total: 100, currency: 'CNY' },
    })
    expect(Buffer.byteLength(body.reason)).toBe(78)
    expect(refund.reason.startsWith(body.reason)).toBe(true)
  })
})

describe('answers that prove nothing are unknown', () => {
  const good = { code_url: 'weixin://wxpay/bizpayurl?pr=abc' }
  const body = JSON.stringify(good)
  test.each([
    ['no answer', { failed: 'timeout' } as const, 'timeout'],
    ['no connection', { failed: 'unreachable' } as const, 'unreachable'],
    ['2xx without a signature', answer(200, good, {}), 'unsigned_answer'],
    [
      '2xx signed by a foreign key',
      answer(200, good, signed(body, { key: foreignKeys.privateKey })),
      'forged_answer',
    ],
    ['2xx with an old signature', answer(200, good, signed(body, { timestamp: 1 })), 'forged_answer'],
    ['2xx signed over another body', answer(200, good, signed('{}')), 'forged_answer'],
    ['2xx without a code', answer(200, {}), 'malformed_answer'],
    ['2xx that is a list', answer(200, []), 'malformed_answer'],
    ['500 SYSTEM_ERROR', answer(500, { code: 'SYSTEM_ERROR', message: '' }), 'channel_error'],
    ['502 of a gateway', { status: 502, headers: {}, body: Buffer.from('<html>') }, 'channel_error'],
    ['a redirect', { status: 302, headers: {}, body: Buffer.alloc(0) }, 'unexpected_answer'],
    ['4xx that is no JSON', { status: 404, headers: {}, body: Buffer.from('<html>') }, 'malformed_answer'],
    ['4xx with a forged signature', answer(400, { code: 'ORDER_CLOSED' }, signed('x')), 'forged_answer'],
    ['an unsigned ORDER_CLOSED', answer(400, { code: 'ORDER_CLOSED' }, {}), 'unexpected_answer'],
    ['a word nobody has read', answer(400, { code: 'NEW_WORD' }), 'unexpected_answer'],
    ['BANK_ERROR under 4xx', answer(400, { code: 'BANK_ERROR' }), 'unexpected_answer'],
  ])('%s', async (_what, heard, reason) => {
    const { channel } = channelThatHears(heard)
    expect(await channel.startPayment(request)).toMatchObject({ kind: 'unknown', reason })
  })

  test('a validly signed answer about another order is no answer to the question', async () => {
    const { channel } = channelThatHears(answer(200, { ...transaction, out_trade_no: '999999' }))
    expect(await channel.query(request.attemptNo)).toMatchObject({
      kind: 'unknown',
      reason: 'unexpected_answer',
    })
    const other = channelThatHears(answer(200, { ...refundAnswer, out_refund_no: 'R2' })).channel
    expect(await other.queryRefund(refund)).toMatchObject({ kind: 'unknown' })
  })
})

describe('error words', () => {
  const heard = (status: number, code: string) =>
    channelThatHears(answer(status, { code, message: '说明' })).channel

  test.each(['ORDERNOTEXIST', 'ORDER_NOT_EXIST'])('%s: not found, in both spellings', async (code) => {
    expect(await heard(404, code).query(request.attemptNo)).toMatchObject({ kind: 'not_found' })
    expect(await heard(404, code).close(request.attemptNo)).toMatchObject({ kind: 'not_found' })
  })

  test('ORDERPAID on a close or a start: already paid', async () => {
    expect(await heard(400, 'ORDERPAID').close(request.attemptNo)).toMatchObject({ kind: 'already_paid' })
    expect(await heard(400, 'ORDERPAID').startPayment(request)).toMatchObject({ kind: 'already_paid' })
  })

  test.each(['ORDERCLOSED', 'ORDER_CLOSED'])('%s: closed', async (code) => {
    expect(await heard(400, code).close(request.attemptNo)).toMatchObject({ kind: 'closed' })
    expect(await heard(400, code).startPayment(request)).toMatchObject({ kind: 'closed' })
  })

  test.each([
    [429, 'FREQUENCY_LIMITED', 'refused', 'later'],
    [403, 'NOT_ENOUGH', 'refused', 'later'],
    [404, 'RESOURCE_NOT_EXISTS', 'refused', 'later'],
    [400, 'INVALID_REQUEST', 'refused', 'never'],
    [400, 'PARAM_ERROR', 'refused', 'never'],
    [403, 'USER_ACCOUNT_ABNORMAL', 'refused', 'never'],
    [500, 'SYSTEM_ERROR', 'unknown', undefined],
    [400, 'SYSTEM_ERROR', 'unknown', undefined],
    [400, 'BANK_ERROR', 'unknown', undefined],
  ])('a refund answered by %i %s is %s, %s', async (status, code, kind, retry) => {
    const report = await heard(status, code).refund(refund)
    expect(report.kind).toBe(kind)
    if (report.kind === 'refused') expect(report.retry).toBe(retry)
  })

  test('RESOURCE_NOT_EXISTS on a refund query: not found', async () => {
    expect(await heard(404, 'RESOURCE_NOT_EXISTS').queryRefund({ ...refund, refundNo: 'R1' })).toMatchObject({
      kind: 'not_found',
    })
  })

  test.each([
    ['SYSTEM_ERROR', 'busy'],
    ['FREQUENCY_LIMITED', 'busy'],
    ['ORDERPAID', 'already_paid'],
    ['USER_ACCOUNT_ABNORMAL', 'account_restricted'],
    ['constructor', 'declined'],
  ])('[N10] %s is told to the buyer as %s', (code, reason) => {
    expect(channelThatHears({ failed: 'timeout' }).channel.describeFailure(code)).toBe(reason)
  })
})

describe('states', () => {
  test.each([
    ['SUCCESS', 'succeeded'],
    ['REFUND', 'succeeded'],
    ['NOTPAY', 'pending'],
    ['USERPAYING', 'pending'],
    ['CLOSED', 'closed'],
    ['REVOKED', 'closed'],
    ['PAYERROR', 'failed'],
    ['SOMETHING', 'unknown'],
  ])('trade_state %s is %s', async (state, kind) => {
    const { channel } = channelThatHears(answer(200, { ...transaction, trade_state: state }))
    expect(await channel.query(request.attemptNo)).toMatchObject({ kind })
  })

  test.each([
    ['SUCCESS', { success_time: '2026-03-01T12:00:00+08:00' }, 'succeeded'],
    ['SUCCESS', {}, 'unknown'],
    ['PROCESSING', {}, 'processing'],
    ['CLOSED', {}, 'closed'],
    ['ABNORMAL', {}, 'abnormal'],
    ['SOMETHING', {}, 'unknown'],
  ])('refund status %s %o is %s', async (status, more, kind) => {
    const { channel } = channelThatHears(answer(200, { ...refundAnswer, status, ...more }))
    expect(await channel.queryRefund(refund)).toMatchObject({ kind })
  })

  test('204 with a valid signature over nothing closes', async () => {
    const { channel } = channelThatHears(answer(204, undefined))
    expect(await channel.close(request.attemptNo)).toMatchObject({ kind: 'closed' })
    const unsigned = channelThatHears(answer(204, undefined, {})).channel
    expect(await unsigned.close(request.attemptNo)).toMatchObject({ kind: 'unknown' })
  })
})

describe('keys', () => {
  test.each([
    ['a private key that is none', { merchantPrivateKey: 'not a key' }, 'merchantPrivateKey'],
    ['an APIv3 key of 31 bytes', { apiV3Key: 'x'.repeat(31) }, 'apiV3Key'],
    ['no platform key', { platformKeys: {} }, 'platformKeys'],
    ['a platform key that is none', { platformKeys: { S1: 'not a key' } }, 'platformKeys.S1'],
  ])('%s is refused by its name, without being quoted', (_what, change, name) => {
    const make = () => createWechatChannel({ ...config, ...change, clock })
    expect(make).toThrow(name)
    expect(make).not.toThrow('not a key')
  })

  test('are not in what an unknown answer carries', async () => {
    const { channel } = channelThatHears(answer(500, { code: 'SYSTEM_ERROR' }))
    const shown = inspect(await channel.startPayment(request), { depth: null })
    expect(shown).not.toContain('WECHATPAY2')
    expect(shown).not.toContain(config.apiV3Key)
  })
})
