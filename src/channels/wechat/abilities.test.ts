import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  answer,
  channelThatHears,
  clock,
  config,
  decrypted,
  envelope,
  isSignedByMerchant,
  NEXT_SERIAL,
  signed,
} from '../../../test/channels/wechat-side.ts'
import { DAY } from '../../kernel/clock.ts'
import type { HttpAnswer, HttpCall, NoAnswer } from '../transport.ts'
import { createWechatChannel } from './index.ts'

const date = new Date(clock.now().getTime() - 2 * DAY).toISOString().slice(0, 10)
const sha1 = '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12'
const FOX = 'The quick brown fox jumps over the lazy dog'
const asked = (changes: object = {}) =>
  answer(200, {
    hash_type: 'SHA1',
    hash_value: sha1,
    download_url: 'https://api.mch.weixin.qq.com/v3/billdownload/file?token=a%2Bb',
    ...changes,
  })
const file = (body: Buffer, status = 200): HttpAnswer => ({ status, headers: {}, body })
const hearing = (first: HttpAnswer | NoAnswer, then: HttpAnswer | NoAnswer = file(gzipSync(FOX))) =>
  channelThatHears((call) => (call.path.startsWith('/v3/billdownload') ? then : first))

describe('bills', () => {
  test('are asked for zipped; the address is called by our signature, and the content is hashed unzipped', async () => {
    const { channel, calls } = hearing(asked())
    const download = await channel.bills!.download(date, 'trade')
    expect(download).toMatchObject({ kind: 'bill', file: { date, kind: 'trade', bytes: Buffer.from(FOX) } })
    expect(calls.map((call) => call.path)).toEqual([
      `/v3/bill/tradebill?bill_date=${date}&bill_type=ALL&tar_type=GZIP`,
      '/v3/billdownload/file?token=a%2Bb',
    ])
    for (const call of calls) expect(isSignedByMerchant(call)).toBe(true)
    await channel.bills!.download(date, 'fund')
    expect(calls[2]!.path).toBe(`/v3/bill/fundflowbill?bill_date=${date}&account_type=BASIC&tar_type=GZIP`)
  })

  const unsigned = { status: 400, headers: {}, body: Buffer.from('{"code":"NO_STATEMENT_EXIST"}') }
  test.each<[string, HttpAnswer | NoAnswer, HttpAnswer | NoAnswer | undefined, object]>([
    ['no bill that day', answer(400, { code: 'NO_STATEMENT_EXIST' }), undefined, { kind: 'empty' }],
    ['no bill, said by nobody', unsigned, undefined, { kind: 'unknown' }],
    ['a bill in the making', answer(400, { code: 'STATEMENT_CREATING' }), undefined, { kind: 'not_ready' }],
    ['no right to it', answer(403, { code: 'NO_AUTH' }), undefined, { kind: 'refused', retry: 'never' }],
    ['silence', { failed: 'timeout' }, undefined, { kind: 'unknown', reason: 'timeout' }],
    ['an unsigned answer', answer(200, {}, {}), undefined, { reason: 'unsigned_answer' }],
    ['another hash', asked({ hash_value: sha1.replace('2', '3') }), undefined, { reason: 'forged_answer' }],
    ['a hash of another kind', asked({ hash_type: 'MD5' }), undefined, { reason: 'malformed_answer' }],
    [
      'an address elsewhere',
      asked({ download_url: 'https://evil.example/x' }),
      undefined,
      { reason: 'malformed_answer' },
    ],
    ['a file that is not zipped', asked(), file(Buffer.from(FOX)), { reason: 'malformed_answer' }],
    ['a file cut short', asked(), file(gzipSync(FOX).subarray(0, 20)), { reason: 'malformed_answer' }],
    ['an address that ran out', asked(), file(Buffer.from('{}'), 400), { reason: 'unexpected_answer' }],
    ['a file that does not come', asked(), { failed: 'unreachable' }, { reason: 'unreachable' }],
  ])('%s', async (_what, first, then, expected) => {
    const { channel } = hearing(first, then)
    expect(await channel.bills!.download(date, 'trade')).toMatchObject(expected)
  })

  test('an address elsewhere is not called', async () => {
    const { channel, calls } = hearing(asked({ download_url: 'https://evil.example/v3/other?token=1' }))
    expect(await channel.bills!.download(date, 'trade')).toMatchObject({ reason: 'malformed_answer' })
    expect(calls).toHaveLength(1)
  })

  test('are not asked for before ten in the morning of the next day, in China', async () => {
    const { channel, calls } = hearing(asked())
    expect(await channel.bills!.download('2026-03-01', 'trade')).toEqual({ kind: 'not_ready' })
    expect(await channel.bills!.download('2026-02-28', 'trade')).toMatchObject({ kind: 'bill' })
    expect(calls).toHaveLength(2)
    const early = createWechatChannel({
      ...config,
      clock: { now: () => new Date('2026-03-01T01:59:59Z') },
      transport: { send: async () => ({ failed: 'timeout' }), dispose: () => {} },
    })
    expect(await early.bills!.download('2026-02-28', 'trade')).toEqual({ kind: 'not_ready' })
  })
})

describe('profit sharing', () => {
  const receiver = { type: 'merchant', account: '1900000110', name: '杭州茶叶有限公司' } as const
  const body = (call: HttpCall) => JSON.parse(call.body) as Record<string, string>

  test('[P7] a name goes encrypted for the platform, with the key it can be read by', async () => {
    const { channel, calls } = channelThatHears(answer(200, { account: receiver.account }))
    expect(await channel.profitSharing!.addReceiver(receiver)).toMatchObject({ kind: 'done' })
    const serial = calls[0]!.headers['Wechatpay-Serial']!
    const { name, type } = body(calls[0]!)
    expect(type).toBe('MERCHANT_ID')
    expect(name).not.toContain('茶')
    expect(decrypted(name!, serial)).toBe(receiver.name)
    await channel.profitSharing!.addReceiver(receiver)
    expect(body(calls[1]!).name).not.toBe(name)
    expect(() => decrypted(name!, serial === NEXT_SERIAL ? 'x' : NEXT_SERIAL)).toThrow()
  })

  test('[P7] a merchant without a name is refused without a call; a person needs none', async () => {
    const { channel, calls } = channelThatHears(answer(200, { account: 'oX' }))
    const { name: _, ...nameless } = receiver
    expect(await channel.profitSharing!.addReceiver(nameless)).toMatchObject({ kind: 'refused' })
    expect(calls).toEqual([])
    expect(await channel.profitSharing!.addReceiver({ type: 'person', account: 'oX' })).toMatchObject({
      kind: 'done',
    })
    expect(calls[0]!.headers['Wechatpay-Serial']).toBeUndefined()
  })

  const share = {
    sharingNo: 'S1',
    attemptNo: 'T1',
    channelNo: '4200',
    currency: 'CNY',
    receivers: [{ ...receiver, amount: 100, description: '货款' }],
    isLast: true,
  } as const
  const told = {
    out_order_no: 'S1',
    order_id: '3008',
    state: 'FINISHED',
    receivers: [{ account: receiver.account, amount: 100, result: 'SUCCESS' }],
  }
  test.each([
    ['as it was asked', told, 'finished'],
    ['under way', { ...told, state: 'PROCESSING' }, 'processing'],
    ['another number', { ...told, out_order_no: 'S2' }, 'unknown'],
    ['a state nobody knows', { ...told, state: 'DONE' }, 'unknown'],
    ['a result nobody knows', { ...told, receivers: [{ ...told.receivers[0], result: 'MAYBE' }] }, 'unknown'],
    [
      'a receiver without an amount',
      { ...told, receivers: [{ account: '1', result: 'SUCCESS' }] },
      'unknown',
    ],
  ])('[P7] answered with %s', async (_what, heard, kind) => {
    const { channel } = channelThatHears(answer(200, heard))
    expect((await channel.profitSharing!.share(share)).kind).toBe(kind)
    expect((await channel.profitSharing!.query('S1', '4200')).kind).toBe(kind)
  })

  test.each([
    [404, 'RESOURCE_NOT_EXISTS', 'later'],
    [400, 'RULE_LIMIT', 'later'],
    [403, 'NOT_ENOUGH', 'later'],
    [400, 'INVALID_REQUEST', 'never'],
  ])('[P7] a share answered by %i %s is refused, %s', async (status, code, retry) => {
    const { channel } = channelThatHears(answer(status, { code, message: '' }))
    expect(await channel.profitSharing!.share(share)).toMatchObject({ kind: 'refused', retry })
  })

  test.each([
    ['PROCESSING', 'processing'],
    ['SUCCESS', 'succeeded'],
    ['FAILED', 'failed'],
    ['OTHER', 'unknown'],
  ])('[P7] a return with result %s is %s', async (result, kind) => {
    const { channel } = channelThatHears(
      answer(200, { out_return_no: 'B1', result, fail_reason: 'ACCOUNT_ABNORMAL' }),
    )
    const name = { returnNo: 'B1', sharingNo: 'S1', channelNo: '4200', account: '1900000110' }
    expect((await channel.profitSharing!.queryReturn(name)).kind).toBe(kind)
  })

  test('[P7] a return is believed only about itself', async () => {
    const { channel } = channelThatHears(answer(200, { out_return_no: 'B2', result: 'SUCCESS' }))
    const name = { returnNo: 'B1', sharingNo: 'S1', channelNo: '4200', account: '1900000110' }
    expect(await channel.profitSharing!.queryReturn(name)).toMatchObject({ reason: 'unexpected_answer' })
  })

  test('[P7] the last share asks for the rest, an earlier one does not', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    await channel.profitSharing!.share(share)
    await channel.profitSharing!.share({ ...share, isLast: false })
    expect(calls.map((call) => JSON.parse(call.body).unfreeze_unsplit)).toEqual([true, false])
  })

  test('[P7] more receivers than a request may have, or none, are refused without a call', async () => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    for (const receivers of [[], Array.from({ length: 51 }, () => share.receivers[0])]) {
      expect(await channel.profitSharing!.share({ ...share, receivers })).toMatchObject({ kind: 'refused' })
    }
    expect(calls).toEqual([])
  })
})

describe('combined orders', () => {
  const part = {
    mchid: '1900000110',
    out_trade_no: 'P00001',
    trade_state: 'SUCCESS',
    transaction_id: '4200001',
    success_time: '2026-03-01T12:00:00+08:00',
    amount: { total_amount: 10, currency: 'CNY', payer_amount: 9, payer_currency: 'CNY' },
  }
  const whole = {
    combine_appid: config.appId,
    combine_mchid: config.merchantId,
    combine_out_trade_no: 'C00001',
    sub_orders: [part],
    combine_payer_info: { openid: 'oUpF' },
  }

  test('[N14] a notice of one tells of each part, with its own merchant', () => {
    const body = envelope(whole)
    const { channel } = channelThatHears({ failed: 'timeout' })
    expect(channel.verifyNotice(signed(body), Buffer.from(body), clock.now())).toMatchObject({
      verified: true,
      notice: {
        kind: 'combined',
        attemptNo: 'C00001',
        parts: [
          {
            attemptNo: 'P00001',
            report: {
              kind: 'succeeded',
              merchantId: '1900000110',
              amount: 10,
              payerAmount: 9,
              payer: 'oUpF',
            },
          },
        ],
      },
    })
  })

  test.each([
    ['no parts', { ...whole, sub_orders: [] }],
    ['a part without a number', { ...whole, sub_orders: [{ ...part, out_trade_no: undefined }] }],
  ])('[N5] a notice with %s is malformed', (_what, content) => {
    const body = envelope(content)
    const { channel } = channelThatHears({ failed: 'timeout' })
    const verdict = channel.verifyNotice(signed(body), Buffer.from(body), clock.now())
    expect(verdict).toEqual({ verified: false, reason: 'malformed' })
  })

  test.each([
    [
      'another number',
      { ...whole, combine_out_trade_no: 'C2' },
      { kind: 'unknown', reason: 'unexpected_answer' },
    ],
    [
      'a part without its amount',
      { ...whole, sub_orders: [{ ...part, amount: {} }] },
      { parts: [{ report: { kind: 'unknown' } }] },
    ],
    [
      'a part in doubt',
      { ...whole, sub_orders: [{ ...part, trade_state: 'NEW' }] },
      { parts: [{ report: { kind: 'unknown' } }] },
    ],
  ])('[N14] a query answered with %s', async (_what, heard, expected) => {
    const { channel } = channelThatHears(answer(200, heard))
    expect(await channel.combining!.query('C00001')).toMatchObject(expected)
  })
})
