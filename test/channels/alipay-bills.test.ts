import { createHash } from 'node:crypto'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { billUrl } from '../../simulator/alipay/bill-files.ts'
import { zip } from '../../simulator/alipay/zip.ts'
import { BillFault, type BillFile, type BillKind, type BillLine } from '../../src/channels/index.ts'
import { DAY, HOUR, SECOND } from '../../src/kernel/clock.ts'
import { type AlipayStage, openAlipay } from './alipay-stage.ts'

let side: AlipayStage
beforeAll(async () => {
  side = await openAlipay()
})
afterAll(() => side.stop())
beforeEach(() => {
  side.provider.reset()
  side.world.faults.clear()
  side.clock.set(new Date('2026-03-01T04:00:00Z'))
})

const DATE = '2026-03-01'
const bills = () => side.channel.bills!
const download = async (kind: BillKind = 'trade', date = DATE): Promise<BillFile> => {
  const answer = await bills().download(date, kind)
  if (answer.kind !== 'bill') throw new Error(`no bill: ${answer.kind}`)
  return answer.file
}
const linesOf = (file: BillFile): BillLine[] => [...bills().read(file).lines]
const brief = ({ kind, direction, amount, fee }: BillLine) => [kind, direction, amount, fee]

/** Two payments and two refunds of the first, then the next morning. */
async function aDay() {
  const first = await side.paid()
  const second = await side.paid({ amount: 12_345 })
  const refunds = [3_300, 6_600].map((amount) => side.refundOf(first, { amount }))
  for (const refund of refunds) await side.channel.refund(refund)
  side.clock.advance(DAY)
  return { first, second, refunds }
}

describe('the day bill', () => {
  test('of trade lists what moved, to the fen, with our numbers', async () => {
    const { first, second, refunds } = await aDay()
    const file = await download()
    expect(file.sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'))
    const read = bills().read(file)
    const lines = [...read.lines]
    expect(lines.map(brief)).toEqual([
      ['payment', 'in', 9_900, 59],
      ['payment', 'in', 12_345, 74],
      ['refund', 'out', 3_300, 0],
      ['refund', 'out', 6_600, 0],
    ])
    expect(lines[0]).toMatchObject({
      attemptNo: first.attemptNo,
      channelNo: first.channelNo,
      occurredAt: new Date('2026-03-01T04:00:00Z'),
      lineNo: 6,
    })
    expect(lines[1]).toMatchObject({ attemptNo: second.attemptNo, refundNo: null })
    expect(lines[3]).toMatchObject({ attemptNo: first.attemptNo, refundNo: refunds[1]!.refundNo })
    expect(read.totals()).toEqual({
      paymentCount: 2,
      paymentReceived: 22_245,
      refundCount: 2,
      refundReceived: -9_900,
      received: 12_345,
      fee: 133,
    })
  })

  test('of funds lists every movement of the account, fees too', async () => {
    await aDay()
    const read = bills().read(await download('fund'))
    expect([...read.lines].map(brief)).toEqual([
      ['payment', 'in', 9_900, 0],
      ['fee', 'out', 59, 0],
      ['payment', 'in', 12_345, 0],
      ['fee', 'out', 74, 0],
      ['refund', 'out', 3_300, 0],
      ['refund', 'out', 6_600, 0],
    ])
    expect(read.totals()).toEqual({ incomeCount: 2, income: 22_245, expenseCount: 4, expense: -10_033 })
  })

  test('is the same file byte for byte, however often it is fetched', async () => {
    await aDay()
    expect((await download()).sha256).toBe((await download()).sha256)
  })

  test('of a day on which nothing moved is not there: empty, from noon on', async () => {
    side.clock.set(new Date('2026-03-02T03:59:00Z'))
    expect(await bills().download(DATE, 'trade')).toEqual({ kind: 'not_ready' })
    side.clock.set(new Date('2026-03-02T04:00:00Z'))
    expect(await bills().download(DATE, 'trade')).toEqual({ kind: 'empty' })
    expect(await bills().download('yesterday', 'trade')).toMatchObject({ kind: 'refused', retry: 'never' })
  })

  test('is not ready before ten on the next day', async () => {
    await side.paid()
    expect(await bills().download(DATE, 'trade')).toEqual({ kind: 'not_ready' })
    side.clock.set(new Date('2026-03-02T01:59:00Z'))
    expect(await bills().download(DATE, 'trade')).toEqual({ kind: 'not_ready' })
    side.clock.set(new Date('2026-03-02T02:00:00Z'))
    side.arm('bill_not_ready')
    expect(await bills().download(DATE, 'trade')).toEqual({ kind: 'not_ready' })
    expect((await bills().download(DATE, 'trade')).kind).toBe('bill')
  })

  test('a day ends at midnight in China', async () => {
    side.clock.set(new Date('2026-03-01T15:59:59Z'))
    await side.paid({ amount: 1 })
    side.clock.advance(SECOND)
    await side.paid({ amount: 2 })
    side.clock.advance(2 * DAY)
    expect(linesOf(await download('trade', '2026-03-01')).map(({ amount }) => amount)).toEqual([1])
    expect(linesOf(await download('trade', '2026-03-02')).map(({ amount }) => amount)).toEqual([2])
  })

  test('its address is good for thirty seconds', async () => {
    await side.paid()
    side.clock.advance(DAY)
    const { bill_download_url: url } = billUrl(side.world, { bill_type: 'trade', bill_date: DATE })
    expect((await fetch(String(url))).status).toBe(200)
    side.clock.advance(30 * SECOND)
    expect((await fetch(String(url))).status).toBe(403)
  })

  test.each(['timeout_before', 'error_before', 'answer_forged', 'answer_unsigned'] as const)(
    'asked for in doubt (%s) is unknown',
    async (fault) => {
      await side.paid()
      side.clock.advance(DAY)
      side.arm(fault)
      expect(await bills().download(DATE, 'trade')).toMatchObject({ kind: 'unknown' })
    },
  )
})

describe('what the bill and we may differ in is in its lines', () => {
  test.each([
    ['bill_line_dropped', [12_345, 3_300, 6_600]],
    ['bill_line_doubled', [9_900, 9_900, 12_345, 3_300, 6_600]],
    ['bill_fen_off', [9_901, 12_345, 3_300, 6_600]],
    ['bill_next_day', [12_345, 3_300, 6_600]],
  ] as const)('%s', async (fault, amounts) => {
    const first = await side.paid()
    const second = await side.paid({ amount: 12_345 })
    for (const amount of [3_300, 6_600]) await side.channel.refund(side.refundOf(second, { amount }))
    side.arm(fault, first.attemptNo)
    side.clock.advance(2 * DAY)
    // A broken bill is still a whole one: its sums are those of its own lines.
    expect(linesOf(await download()).map(({ amount }) => amount)).toEqual(amounts)
    if (fault !== 'bill_next_day') return
    expect(linesOf(await download('trade', '2026-03-02')).map(({ amount }) => amount)).toEqual([9_900])
  })
})

describe('a file that is not the bill is refused, naming the line', () => {
  const account = '20880000000001560156'
  const head = [
    '#支付宝业务明细查询',
    `#账号：[${account}]`,
    '#起始日期：[2026年03月01日 00:00:00]   终止日期：[2026年03月02日 00:00:00]',
    '#-----------------------------------------业务明细列表----------------------------------------',
    '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注',
  ]
  const row =
    '2026030122001\t,T1\t,交易\t,茶,2026-03-01 12:00:00,2026-03-01 12:00:01,\t,\t,\t,\t,*晓\t,20.00,20.00,0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,-0.12,0.00,'
  const foot = [
    '#-----------------------------------------业务明细列表结束------------------------------------',
    '#交易合计：1笔，商家实收共20.00元，商家优惠共0.00元',
    '#退款合计：0笔，商家实收退款共0.00元，商家优惠退款共0.00元',
    '#导出时间：[2026年03月02日 05:46:49]',
  ]
  const summary = (received: string) => [
    '#支付宝业务汇总查询',
    '门店编号,门店名称,交易订单总笔数,退款订单总笔数,商家实收（元）',
    `合计\t,\t,1,0,${received}`,
  ]
  const gbk = (text: string) => iconv.encode(text, 'gbk')
  const file = (lines: readonly string[], more: readonly string[][] = []): BillFile => ({
    date: DATE,
    kind: 'trade',
    bytes: zip([
      ...more.map((one, i) => ({ name: gbk(`汇总${i}.csv`), content: gbk(one.join('\n')) })),
      { name: gbk(`${account}_20260301_业务明细.csv`), content: gbk(lines.join('\n')) },
    ]),
    sha256: '',
  })
  const good = [...head, row, ...foot]
  const changed = (at: number, text: string) => good.map((line, i) => (i === at - 1 ? text : line))

  test('the file it is made from is read, with line ends of either kind', () => {
    expect(linesOf(file(good, [summary('20.00')])).map(brief)).toEqual([['payment', 'in', 2_000, 12]])
    expect(linesOf(file(good.map((line) => `${line}\r`))).map(brief)).toEqual([['payment', 'in', 2_000, 12]])
  })

  test('commas in the name of goods or in the remark do not move the amounts', () => {
    const odd = row.replace(',茶,', ',茶,250g,新,').replace(/,$/, ',备注,有,逗号')
    expect(linesOf(file(changed(6, odd))).map(brief)).toEqual([['payment', 'in', 2_000, 12]])
  })

  test.each([
    ['another day', changed(3, head[2]!.replace('03月01日', '03月04日')), /line 3: of another day/],
    ['another account', changed(2, '#账号：[20880000000009990156]'), /line 2: of another account/],
    ['another bill', changed(1, '#支付宝账务明细查询'), /line 1/],
    [
      'a column missing',
      changed(5, head[4]!.replace('订单金额（元）', '金额')),
      /line 5: no column 订单金额/,
    ],
    ['a row cut short', changed(6, row.slice(0, 60)), /line 6: not a row/],
    ['a row without a time', changed(6, row.replaceAll('2026-03-01 12:00:0', 'soon ')), /line 6: not a row/],
    [
      'an amount in words',
      changed(6, row.replace('20.00,20.00', 'many,20.00')),
      /line 6: 订单金额\(元\) is no/,
    ],
    ['a third decimal', changed(6, row.replace('20.00,20.00', '20.001,20.00')), /line 6/],
    ['a payment below zero', changed(6, row.replace('20.00,20.00', '-20.00,-20.00')), /line 6: .*sign/],
    ['a kind nobody knows', changed(6, row.replace('交易', '赠送')), /line 6: 业务类型/],
    [
      'a refund without its number',
      changed(6, row.replace('交易', '退款').replaceAll('20.00', '-20.00')),
      /line 6/,
    ],
    ['a line doubled', [...head, row, row, ...foot], /line 9: paymentCount is 1, the lines make 2/],
    ['a line dropped', [...head, ...foot], /line 7: paymentCount/],
    ['a fen off', changed(8, foot[1]!.replace('20.00', '20.01')), /line 8: paymentReceived is 2001/],
    ['a row after the end', [...good, row], /line 11: a row after the end/],
    ['no end', [...head, row], /line 6: cut off/],
    ['no footer', [...head, row, foot[0]!], /cut off/],
    ['no table', head.slice(0, 4), /no table/],
  ])('%s', (_what, lines, message) => {
    expect(() => linesOf(file(lines))).toThrow(message)
    expect(() => linesOf(file(lines))).toThrow(BillFault)
  })

  test.each([
    ['a summary of another sum', file(good, [summary('20.01')]), /summary's 商家实收/],
    ['two of it', file(good, [good]), /there twice/],
    ['no zip', { ...file(good), bytes: Buffer.from('PK nothing of it') }, /zip|table/],
    ['half a zip', { ...file(good), bytes: file(good).bytes.subarray(0, 300) }, BillFault],
  ])('%s', (_what, broken, message) => {
    expect(() => linesOf(broken)).toThrow(message)
  })

  test('a hundred thousand lines are read one at a time', () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => row.replace('T1', `T${i}`))
    const long = [
      ...head,
      ...rows,
      foot[0]!,
      '#交易合计：100000笔，商家实收共2000000.00元，商家优惠共0.00元',
      ...foot.slice(2),
    ]
    let sum = 0
    for (const line of bills().read(file(long)).lines) sum += line.amount
    expect(sum).toBe(200_000_000)
  })
})

test('the bill of a day is made from the morning on, whatever the hour of the payment', async () => {
  side.clock.advance(11 * HOUR)
  const { attemptNo } = await side.paid()
  side.clock.set(new Date('2026-03-02T02:00:00Z'))
  expect(linesOf(await download())).toMatchObject([{ attemptNo }])
})
