import { describe, expect, it } from 'vitest'
import { plainHeaders, shownBody } from './evidence.ts'

describe('[N5] evidence is shown as it came, without secrets', () => {
  it.each([
    [
      '{"id":"pi_1","client_secret":"pi_1_secret_\\"x","amount":5}',
      '{"id":"pi_1","client_secret":"***","amount":5}',
    ],
    ['{"a":{"password" : "p"}}', '{"a":{"password" : "***"}}'],
    ['out_trade_no=3&access_token=abc&sign=x%2B', 'out_trade_no=3&access_token=***&sign=x%2B'],
  ])('%s', (body, shown) => {
    expect(shownBody(Buffer.from(body))).toEqual({ body: shown, isMasked: true })
  })

  it('proof stays: signatures, serials, nonces, what a payer is masked to by his channel', () => {
    const body = '{"sign":"abc==","nonce":"n","buyer_logon_id":"138***@x"}'
    expect(shownBody(Buffer.from(body))).toEqual({ body, isMasked: false })
    expect(plainHeaders({ 'Wechatpay-Signature': 's', Cookie: 'c', authorization: 'Bearer x' })).toEqual({
      'Wechatpay-Signature': 's',
      Cookie: '***',
      authorization: '***',
    })
  })

  it('bytes that are no text are told as base64', () => {
    expect(shownBody(Buffer.from([0xff, 0x00]))).toEqual({ body: 'base64:/wA=', isMasked: false })
  })
})
