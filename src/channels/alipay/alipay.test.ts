import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  answer,
  channelThatHears,
  clock,
  config,
  contentOf,
  foreignKeys,
  gatewaySdk,
  merchantSdk,
  nextKeys,
  paidTrade,
  parametersOf,
  rsa,
} from '../../../test/channels/alipay-side.ts'
import { MINUTE } from '../../kernel/clock.ts'
import type { PayRequest, RefundRequest } from '../types.ts'

const request: PayRequest = {
  attemptNo: paidTrade.out_trade_no,
  amount: 9_900,
  currency: 'CNY',
  description: '龙井茶 250g / 50%=半价 & 包邮',
  expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
  notifyUrl: 'https://shop.example/notices/alipay',
  method: 'native',
}
const refund: RefundRequest = {
  refundNo: 'R20260301',
  attemptNo: request.attemptNo,
  channelNo: paidTrade.trade_no,
  amount: 3_000,
  total: 9_900,
  currency: 'CNY',
  reason: '买家申请退款',
  notifyUrl: request.notifyUrl,
}
const refundTaken = {
  code: '10000',
  msg: 'Success',
  trade_no: paidTrade.trade_no,
  out_trade_no: request.attemptNo,
  refund_fee: '30.00',
}
const refunded = {
  code: '10000',
  msg: 'Success',
  trade_no: paidTrade.trade_no,
  out_trade_no: request.attemptNo,
  out_request_no: refund.refundNo,
  total_amount: '99.00',
  refund_amount: '30.00',
  refund_status: 'REFUND_SUCCESS',
  gmt_refund_pay: '2026-03-01 12:30:00',
}
const no = (subCode: string, code = '40004') => ({
  code,
  msg: 'Business Failed',
  sub_code: subCode,
  sub_msg: '说明',
})

describe('requests', () => {
  test('each call carries a signature that the official client accepts, over what is really sent', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    await channel.startPayment(request)
    await channel.query(request.attemptNo)
    await channel.close(request.attemptNo)
    await channel.refund(refund)
    await channel.queryRefund(refund)
    expect(calls.map((call) => parametersOf(call).method)).toEqual([
      'alipay.trade.precreate',
      'alipay.trade.query',
      'alipay.trade.close',
      'alipay.trade.refund',
      'alipay.trade.fastpay.refund.query',
    ])
    for (const call of calls) {
      const said = parametersOf(call)
      expect(gatewaySdk.checkNotifySignV2(said)).toBe(true)
      expect(gatewaySdk.checkNotifySignV2({ ...said, biz_content: `${said.biz_content} ` })).toBe(false)
      expect(said).toMatchObject({
        app_id: config.appId,
        timestamp: '2026-03-01 12:00:00',
        sign_type: 'RSA2',
      })
    }
  })

  test('an order says yuan with two decimals, China time, and a subject without the three signs', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    await channel.startPayment(request)
    expect(contentOf(calls[0]!)).toEqual({
      out_trade_no: request.attemptNo,
      total_amount: '99.00',
      subject: '龙井茶 250g ／ 50%＝半价 ＆ 包邮',
      time_expire: '2026-03-01 12:15:00',
    })
    expect(parametersOf(calls[0]!).notify_url).toBe(request.notifyUrl)
  })

  test.each([
    [1, '0.01'],
    [10, '0.10'],
    [100, '1.00'],
    [999_999_999, '9999999.99'],
    [10_000_000_000, '100000000.00'],
  ])('%i fen is %s', async (amount, text) => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    await channel.startPayment({ ...request, amount })
    expect(contentOf(calls[0]!).total_amount).toBe(text)
  })

  test.each([
    ['nothing', { amount: 0 }],
    ['more than Alipay takes', { amount: 10_000_000_001 }],
    ['another currency', { currency: 'USD' }],
    ['a method it has not', { method: 'jsapi' as const }],
    ['a hold without a contract', { capture: 'manual' as const }],
  ])('%s is refused for good and sent nowhere', async (_what, change) => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    const start = await channel.startPayment({ ...request, ...change })
    expect(start).toMatchObject({ kind: 'refused', retry: 'never' })
    expect(calls).toEqual([])
  })

  test.each([
    ['page', 'alipay.trade.page.pay', 'FAST_INSTANT_TRADE_PAY'],
    ['h5', 'alipay.trade.wap.pay', 'QUICK_WAP_WAY'],
  ] as const)(
    '[N14] %s is an address that the payer is sent to, signed as a whole',
    async (method, name, product) => {
      const { channel, calls } = channelThatHears({ failed: 'timeout' })
      const returnUrl = 'https://shop.example/back?trade=1'
      const start = await channel.startPayment({ ...request, method, returnUrl })
      if (start.kind !== 'ready' || start.presentation.kind !== 'redirect') throw new Error('not ready')
      const url = new URL(start.presentation.url)
      expect(`${url.origin}${url.pathname}`).toBe('https://openapi.alipay.com/gateway.do')
      const said = Object.fromEntries(url.searchParams)
      expect(said).toMatchObject({ method: name, return_url: returnUrl, notify_url: request.notifyUrl })
      expect(JSON.parse(said.biz_content!)).toMatchObject({ product_code: product, total_amount: '99.00' })
      expect(gatewaySdk.checkNotifySignV2(said)).toBe(true)
      expect(calls).toEqual([])
    },
  )

  test('[N14] app is a text for the wallet kit, signed as a whole', async () => {
    const { channel } = channelThatHears({ failed: 'timeout' })
    const start = await channel.startPayment({ ...request, method: 'app' })
    if (start.kind !== 'ready' || start.presentation.kind !== 'app') throw new Error('not ready')
    const said = Object.fromEntries(new URLSearchParams(start.presentation.payload))
    expect(said.method).toBe('alipay.trade.app.pay')
    expect(gatewaySdk.checkNotifySignV2(said)).toBe(true)
  })
})

describe('answers that prove nothing are unknown', () => {
  const method = 'alipay.trade.query'
  const text = JSON.stringify(paidTrade)
  test.each([
    ['no answer', { failed: 'timeout' } as const, 'timeout'],
    ['no connection', { failed: 'unreachable' } as const, 'unreachable'],
    [
      'a signature of another key',
      answer(method, paidTrade, rsa(text, foreignKeys.privateKey)),
      'forged_answer',
    ],
    ['a signature over another text', answer(method, paidTrade, rsa(`${text} `)), 'forged_answer'],
    ['a signature written loosely', answer(method, paidTrade, `${rsa(text)}\\n`), 'forged_answer'],
    ['no signature', answer(method, paidTrade, null), 'unsigned_answer'],
    [
      'an error of the gateway',
      answer('error', no('isv.invalid-signature', '40002'), null),
      'unsigned_answer',
    ],
    [
      'a signed error of the gateway',
      answer('error', no('isv.invalid-signature', '40002')),
      'unsigned_answer',
    ],
    ['an answer to another question', answer('alipay.trade.close', paidTrade), 'malformed_answer'],
    ['no JSON', { status: 200, headers: {}, body: Buffer.from('<html>') }, 'malformed_answer'],
    ['a list', answer(method, []), 'malformed_answer'],
    ['502 of a gateway in front', { status: 502, headers: {}, body: Buffer.from('<html>') }, 'channel_error'],
    ['a redirect', { status: 302, headers: {}, body: Buffer.alloc(0) }, 'unexpected_answer'],
    ['ACQ.SYSTEM_ERROR', answer(method, no('ACQ.SYSTEM_ERROR')), 'unexpected_answer'],
    ['isp.unknow-error', answer(method, no('isp.unknow-error', '20000')), 'unexpected_answer'],
    ['a word nobody has read', answer(method, no('ACQ.NEW_WORD')), 'unexpected_answer'],
    ['another trade', answer(method, { ...paidTrade, out_trade_no: 'T2' }), 'unexpected_answer'],
    [
      'a paid trade without its amount',
      answer(method, { ...paidTrade, total_amount: '' }),
      'malformed_answer',
    ],
    ['a third decimal', answer(method, { ...paidTrade, total_amount: '99.001' }), 'malformed_answer'],
    ['a trade state nobody knows', answer(method, { ...paidTrade, trade_status: 'NEW' }), 'malformed_answer'],
  ])('%s', async (_what, heard, reason) => {
    const { channel } = channelThatHears(heard)
    expect(await channel.query(request.attemptNo)).toMatchObject({ kind: 'unknown', reason })
  })

  test('a response that stands twice is believed in neither form', async () => {
    const name = 'alipay_trade_query_response'
    const other = JSON.stringify({ ...paidTrade, total_amount: '0.01' })
    const body = Buffer.from(`{"${name}":${other},"${name}":${text},"sign":"${rsa(text)}"}`)
    const { channel } = channelThatHears({ status: 200, headers: {}, body })
    expect(await channel.query(request.attemptNo)).toMatchObject({
      kind: 'unknown',
      reason: 'malformed_answer',
    })
  })
})

describe('the signature covers the text as it came', () => {
  const method = 'alipay.trade.query'
  // Spaces, escapes and an inner "sign" that a parser would write in another way.
  const odd = JSON.stringify({ ...paidTrade, store_name: 'a "sign" } of {life}' }).replace(
    '"msg"',
    ' "m\\u0073g" \n',
  )

  test('and the evidence keeps exactly that text, with the signature', async () => {
    const { channel } = channelThatHears(answer(method, odd))
    const report = await channel.query(request.attemptNo)
    expect(report).toMatchObject({ kind: 'succeeded', amount: 9_900, payerAmount: 9_850 })
    if (report.kind !== 'succeeded') return
    expect(report.raw.body).toBe(odd)
    const { 'alipay-sign': signature, 'alipay-method': name } = report.raw.headers
    expect(name).toBe(method)
    expect(merchantSdk().rsaCheck(report.raw.body, signature!)).toBe(true)
    expect(merchantSdk(foreignKeys.publicKey).rsaCheck(report.raw.body, signature!)).toBe(false)
  })

  test('the official client finds the same text', () => {
    const body = answer(method, paidTrade).body.toString()
    expect(merchantSdk().getSignStr(body, 'alipay_trade_query_response')).toBe(JSON.stringify(paidTrade))
  })

  test('[N5] while Alipay changes its key, either is believed', async () => {
    const signature = rsa(JSON.stringify(paidTrade), nextKeys.privateKey)
    const { channel } = channelThatHears(answer(method, paidTrade, signature))
    expect(await channel.query(request.attemptNo)).toMatchObject({ kind: 'succeeded' })
  })
})

describe('states', () => {
  const method = 'alipay.trade.query'
  const paidAt = { send_pay_date: '2026-03-01 12:00:00' }
  const unpaid = { receipt_amount: '0.00', buyer_pay_amount: '0.00', send_pay_date: undefined }
  test.each([
    ['WAIT_BUYER_PAY', unpaid, 'pending'],
    ['TRADE_SUCCESS', paidAt, 'succeeded'],
    ['TRADE_FINISHED', paidAt, 'succeeded'],
    ['TRADE_CLOSED', unpaid, 'closed'],
    ['TRADE_CLOSED', paidAt, 'succeeded'],
    ['TRADE_CLOSED', { send_pay_date: undefined }, 'unknown'],
  ])('%s %o is %s', async (state, more, kind) => {
    const { channel } = channelThatHears(answer(method, { ...paidTrade, ...more, trade_status: state }))
    expect(await channel.query(request.attemptNo)).toMatchObject({ kind })
  })

  test('a trade that nobody has opened is not found, and cannot be closed', async () => {
    const heard = (asked: string) => answer(asked, no('ACQ.TRADE_NOT_EXIST'))
    const { channel } = channelThatHears(heard)
    expect(await channel.query(request.attemptNo)).toMatchObject({ kind: 'not_found' })
    expect(await channel.close(request.attemptNo)).toMatchObject({ kind: 'not_found' })
  })

  test.each([
    ['TRADE_SUCCESS', paidAt, 'already_paid'],
    ['TRADE_FINISHED', paidAt, 'already_paid'],
    ['TRADE_CLOSED', paidAt, 'already_paid'],
    ['TRADE_CLOSED', unpaid, 'closed'],
    ['WAIT_BUYER_PAY', unpaid, 'unknown'],
  ])('a close refused for its state asks the trade: %s %o is %s', async (state, more, kind) => {
    const { channel } = channelThatHears((asked) =>
      asked === 'alipay.trade.close'
        ? answer(asked, no('ACQ.TRADE_STATUS_ERROR'))
        : answer(asked, { ...paidTrade, ...more, trade_status: state }),
    )
    expect(await channel.close(request.attemptNo)).toMatchObject({ kind })
  })

  test.each([
    ['ACQ.TRADE_HAS_SUCCESS', { kind: 'already_paid' }],
    ['ACQ.TRADE_HAS_CLOSE', { kind: 'closed' }],
    ['ACQ.CONTEXT_INCONSISTENT', { kind: 'refused', retry: 'never' }],
    ['isv.invalid-app-id', { kind: 'refused', retry: 'never' }],
    ['isv.app-call-limited', { kind: 'refused', retry: 'later' }],
  ])('a start answered by %s is %o', async (code, expected) => {
    const { channel } = channelThatHears(answer('alipay.trade.precreate', no(code)))
    expect(await channel.startPayment(request)).toMatchObject(expected)
  })
})

describe('refunds', () => {
  /** One answer to the refund, another to the question about it. */
  const told = (first: unknown, second: unknown = no('ACQ.SYSTEM_ERROR')) =>
    channelThatHears((method) => answer(method, method === 'alipay.trade.refund' ? first : second))

  test('success is fund_change=Y, with the amount of this refund, not of all', async () => {
    const { channel, calls } = told({ ...refundTaken, refund_fee: '60.00', fund_change: 'Y' })
    expect(await channel.refund(refund)).toMatchObject({
      kind: 'succeeded',
      channelRefundNo: refund.refundNo,
      amount: 3_000,
      total: 9_900,
    })
    expect(contentOf(calls[0]!)).toEqual({
      out_trade_no: refund.attemptNo,
      out_request_no: refund.refundNo,
      refund_amount: '30.00',
      refund_reason: refund.reason,
    })
  })

  test.each([
    ['N, and it is found', { fund_change: 'N' }, refunded, 'succeeded'],
    ['missing, and it is found', {}, refunded, 'succeeded'],
    [
      'N, and it is under way',
      { fund_change: 'N' },
      { ...refunded, refund_status: 'REFUND_PROCESSING' },
      'processing',
    ],
    ['N, and nobody knows it', { fund_change: 'N' }, { ...refunded, refund_status: undefined }, 'unknown'],
    ['N, and the question fails', { fund_change: 'N' }, no('ACQ.SYSTEM_ERROR'), 'unknown'],
  ])('code 10000 is no success: fund_change %s', async (_what, more, query, kind) => {
    const { channel } = told({ ...refundTaken, ...more }, query)
    expect(await channel.refund(refund)).toMatchObject({ kind })
  })

  test.each([
    ['ACQ.SYSTEM_ERROR', 'unknown', undefined],
    ['aop.ACQ.SYSTEM_ERROR', 'unknown', undefined],
    ['ACQ.SELLER_BALANCE_NOT_ENOUGH', 'refused', 'later'],
    ['ACQ.TRADE_NOT_EXIST', 'refused', 'later'],
    ['ACQ.TRADE_STATUS_ERROR', 'refused', 'later'],
    ['ACQ.TRADE_HAS_FINISHED', 'refused', 'never'],
    ['ACQ.TRADE_HAS_CLOSE', 'refused', 'never'],
    ['ACQ.DISCORDANT_REPEAT_REQUEST', 'refused', 'never'],
    ['ACQ.REASON_TRADE_REFUND_FEE_ERR', 'refused', 'never'],
  ])('answered by %s is %s, %s: never a failure by trouble on the other side', async (code, kind, retry) => {
    const report = await told(no(code)).channel.refund(refund)
    expect(report.kind).toBe(kind)
    if (report.kind === 'refused') expect(report.retry).toBe(retry)
  })

  test.each([
    ['REFUND_SUCCESS', 'succeeded'],
    ['REFUND_PROCESSING', 'processing'],
    [undefined, 'not_found'],
    ['REFUND_NEW', 'unknown'],
  ])('refund_status %s is %s', async (status, kind) => {
    const { channel } = told({}, { ...refunded, refund_status: status })
    expect(await channel.queryRefund(refund)).toMatchObject({ kind })
  })

  test('the answer about another refund or another trade is no answer', async () => {
    for (const other of [{ out_request_no: 'R2' }, { out_trade_no: 'T2' }]) {
      const { channel } = told({}, { ...refunded, ...other })
      expect(await channel.queryRefund(refund)).toMatchObject({
        kind: 'unknown',
        reason: 'unexpected_answer',
      })
    }
  })
})

test.each([
  ['ACQ.BUYER_BALANCE_NOT_ENOUGH', 'insufficient_funds'],
  ['ACQ.PAYMENT_REQUEST_HAS_RISK', 'risk_refused'],
  ['ACQ.SYSTEM_ERROR', 'busy'],
  ['isv.invalid-app-id', 'not_available'],
  ['constructor', 'declined'],
])('[N10] %s is told to the buyer as %s', (code, reason) => {
  expect(channelThatHears({ failed: 'timeout' }).channel.describeFailure(code)).toBe(reason)
})

test('the secret key is not in what an unknown answer or the channel carries', async () => {
  const { channel } = channelThatHears(answer('alipay.trade.precreate', no('ACQ.SYSTEM_ERROR')))
  const shown = `${inspect(await channel.startPayment(request), { depth: null })}${inspect(channel, { depth: null })}`
  expect(shown).not.toContain(config.privateKey.split('\n')[4])
})

test('0.00 as what the payer gave says nothing of a trade that was paid', async () => {
  const online = { ...paidTrade, receipt_amount: '0.00', buyer_pay_amount: '0.00' }
  const report = await channelThatHears(answer('alipay.trade.query', online)).channel.query(request.attemptNo)
  expect(report).toMatchObject({ kind: 'succeeded', amount: 9_900 })
  expect(report).not.toHaveProperty('payerAmount')
})
