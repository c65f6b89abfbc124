import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { type Bench, createBench } from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await createBench()
})
afterEach(() => bench.stop())

const DATE = '2026-03-01'
const day = Date.parse(`${DATE}T00:00:00+08:00`)
const at = (ms: number) => bench.clock.set(new Date(day + ms))
const ready = (days = 0) => at((days + 1) * DAY + 10 * HOUR)
const settle = async () => {
  bench.world.waits.advance(2_000)
  await bench.simulator.run()
}
async function textOf(kind: 'trade' | 'fund', date = DATE): Promise<string> {
  const download = await bench.channel.bills!.download(date, kind)
  if (download.kind !== 'bill') throw new Error(JSON.stringify(download))
  return download.file.bytes.toString('utf8')
}

test('a trade bill byte for byte: BOM, header, back-quotes, five decimals, CRLF, sums', async () => {
  at(9 * HOUR)
  const no = await bench.start(12_345)
  bench.pay(no)
  const { transactionId, payer } = bench.world.orders.get(no)!.paid!
  at(9 * HOUR + 2 * MINUTE)
  await bench.refund(no, 'R1', 345)
  const { refundId } = bench.world.refunds.get('R1')!
  ready()
  const { merchantId, appId } = bench.simulator.merchantCredentials
  const rows = [
    `\`2026-03-01 09:00:00,\`${appId},\`${merchantId},\`0,\`,\`${transactionId},\`${no},\`${payer},\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`123.45,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`龙井茶,\`,\`0.74070,\`0.60%,\`123.45,\`0.00,\``,
    `\`2026-03-01 09:02:00,\`${appId},\`${merchantId},\`0,\`,\`${transactionId},\`${no},\`${payer},\`NATIVE,\`REFUND,\`OTHERS,\`CNY,\`0.00,\`0.00,\`${refundId},\`R1,\`3.45,\`0.00,\`ORIGINAL,\`PROCESSING,\`龙井茶,\`,\`-0.02070,\`0.60%,\`0.00,\`3.45,\``,
  ]
  const lines = (await textOf('trade')).split('\r\n')
  expect(lines[0]).toMatch(/^\uFEFF交易时间,公众账号ID,.*,申请退款金额,费率备注$/)
  expect(lines.slice(1, 3)).toEqual(rows)
  expect(lines.slice(3)).toEqual([
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    '`2,`123.45,`3.45,`0.00,`0.72000,`123.45,`3.45',
    '',
  ])
})

test('a refund stands on the day it was asked for, as it stood when the bill was made', async () => {
  at(23 * HOUR + 59 * MINUTE)
  const [settled, waiting] = [await bench.start(500), await bench.start(600)]
  for (const no of [settled, waiting]) bench.pay(no)
  await bench.refund(settled, 'R1', 100)
  await settle()
  bench.arm('refund_stuck', waiting)
  await bench.refund(waiting, 'R2', 200)
  at(DAY + 12 * HOUR)
  const next = await bench.start(700)
  bench.pay(next)
  await bench.control('POST', '/refunds/R2/settle', { status: 'SUCCESS' })
  ready(1)
  expect(await textOf('trade')).toMatch(/`R1,`1\.00,.*`SUCCESS,[\s\S]*`R2,`2\.00,.*`PROCESSING,/)
  const second = await textOf('trade', '2026-03-02')
  expect(second).toContain(`\`${next},`)
  expect(second).not.toContain('R2')
})

test('the fund bill runs its balance through every movement, fees and shares included', async () => {
  at(9 * HOUR)
  const no = await bench.start(10_000, { profitSharing: true })
  bench.pay(no)
  at(9 * HOUR + 2 * MINUTE)
  const sharing = bench.channel.profitSharing!
  const receiver = { type: 'merchant', account: '1900000110', name: '杭州茶叶有限公司' } as const
  await sharing.addReceiver(receiver)
  const { transactionId: channelNo } = bench.world.orders.get(no)!.paid!
  const request = { attemptNo: no, channelNo, currency: 'CNY', isLast: true }
  await sharing.share({
    ...request,
    sharingNo: 'S1',
    receivers: [{ ...receiver, amount: 1_000, description: '货款' }],
  })
  await settle()
  const back = {
    ...receiver,
    returnNo: 'B1',
    sharingNo: 'S1',
    channelNo,
    amount: 1_000,
    currency: 'CNY',
    description: '回退',
  }
  await sharing.giveBack(back)
  await settle()
  await bench.refund(no, 'R1', 10_000)
  at(9 * HOUR + 4 * MINUTE)
  await settle()
  ready()
  const rows = (await textOf('fund'))
    .split('\r\n')
    .slice(1, -3)
    .map((line) => line.slice(1).split(',`'))
  expect(rows.map((cells) => [cells[4], cells[5], cells[6], cells[7]])).toEqual([
    ['交易', '收入', '100.00', '100100.00'],
    ['扣除交易手续费', '支出', '0.60', '100099.40'],
    ['分账', '支出', '10.00', '100089.40'],
    ['分账回退', '收入', '10.00', '100099.40'],
    ['退款', '支出', '100.00', '99999.40'],
    ['退还交易手续费', '收入', '0.60', '100000.00'],
  ])
  expect(rows.at(-1)!.at(-1)).toBe(`REF${channelNo}`)
  expect((await textOf('fund')).split('\r\n').at(-2)).toBe('`6,`3,`110.60,`3,`110.60')
})

describe('the address of a bill', () => {
  const ask = async (path: string) => {
    const { Formatter, Rsa } = await import('wechatpay-axios-plugin')
    const { merchantId, merchantSerial, merchantPrivateKey } = bench.simulator.merchantCredentials
    const [nonce, timestamp] = [Formatter.nonce(), Math.floor(bench.clock.now().getTime() / 1000)]
    const text = Formatter.request('GET', path, timestamp, nonce, '')
    const signature = Rsa.sign(text, Rsa.from(merchantPrivateKey, 'private'))
    const Authorization = Formatter.authorization(merchantId, nonce, signature, timestamp, merchantSerial)
    return fetch(bench.simulator.url + path, { headers: { Authorization } })
  }

  test('lives five minutes, is called with a signature, and is answered without one', async () => {
    at(9 * HOUR)
    bench.pay(await bench.start())
    ready()
    const asked = await ask(`/v3/bill/tradebill?bill_date=${DATE}&bill_type=ALL`)
    const told = (await asked.json()) as { download_url: string; hash_value: string }
    expect(asked.headers.get('wechatpay-signature')).toMatch(/./)
    const { pathname, search } = new URL(told.download_url)
    const file = await ask(pathname + search)
    expect(file.headers.get('wechatpay-signature')).toBeNull()
    const bytes = Buffer.from(await file.arrayBuffer())
    expect(createHash('sha1').update(bytes).digest('hex')).toBe(told.hash_value)
    expect((await fetch(told.download_url)).status).toBe(401)
    bench.clock.advance(5 * MINUTE + 1)
    expect((await ask(pathname + search)).status).toBe(400)
  })

  test.each([
    ['a day to come', '2026-03-02', 'STATEMENT_CREATING'],
    ['a day long ago', '2025-11-01', 'INVALID_REQUEST'],
    ['no day', '2026-3-1', 'PARAM_ERROR'],
    ['a day without a movement', '2026-02-27', 'NO_STATEMENT_EXIST'],
  ])('of %s is refused with its own word', async (_what, date, code) => {
    ready()
    const answer = await ask(`/v3/bill/tradebill?bill_date=${date}&bill_type=ALL`)
    expect(await answer.json()).toMatchObject({ code })
  })
})

test('breaks are put in by the control API, and only those it knows', async () => {
  at(9 * HOUR)
  const no = await bench.start(500)
  bench.pay(no)
  bench.pay(await bench.start(700))
  const breaks = (body: object) => bench.control('POST', '/wechat/bills/breaks', body)
  expect((await breaks({ kind: 'trade', how: 'eaten', no })).status).toBe(400)
  expect((await breaks({ kind: 'trade', how: 'dropped', no })).status).toBe(200)
  expect((await breaks({ kind: 'fund', how: 'one_fen_off', no })).status).toBe(200)
  ready()
  const trade = await bench.channel.bills!.download(DATE, 'trade')
  const fund = await bench.channel.bills!.download(DATE, 'fund')
  if (trade.kind !== 'bill' || fund.kind !== 'bill') throw new Error('no bill')
  const amounts = (file: typeof trade.file) =>
    [...bench.channel.bills!.read(file).lines].map(({ amount }) => amount)
  expect(amounts(trade.file)).toEqual([700])
  expect(amounts(fund.file)).toEqual([499, 2, 700, 4])
})
