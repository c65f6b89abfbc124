import { describe, expect, test } from 'vitest'
import { BillFault } from '../bill-fault.ts'
import { readFundBill } from './fund-bill.ts'
import { readTradeBill } from './trade-bill.ts'

const HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,' +
  '应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,' +
  '手续费,费率,订单金额,申请退款金额,费率备注'
const SUMS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

type Row = { state?: string; amount?: string; refund?: string; fee?: string; title?: string }
const row = ({
  state = 'SUCCESS',
  amount = '1.00',
  refund = '0.00',
  fee = '0.00600',
  title = '茶',
}: Row = {}) =>
  `\`2022-03-21 13:51:31,\`wx1,\`180023671,\`0,\`,\`4200001,\`T1,\`oZ,\`JSAPI,\`${state},\`OTHERS,\`CNY,\`${amount},\`0.00,` +
  `\`${refund === '0.00' ? '0' : '503'},\`${refund === '0.00' ? '0' : 'R1'},\`${refund},\`0.00,\`,\`${refund === '0.00' ? '' : 'SUCCESS'},` +
  `\`${title},\`,\`${fee},\`0.60%,\`${amount},\`${refund},\``
const sums = (...cells: string[]) => cells.map((cell) => `\`${cell}`).join(',')
const bill = (...lines: string[]) => Buffer.from(`\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`)
const read = (bytes: Buffer) => [...readTradeBill(bytes).lines]
const good = () => bill(HEADER, row(), SUMS, sums('1', '1.00', '0.00', '0.00', '0.00600', '1.00', '0.00'))

describe('a trade bill', () => {
  test('as it is found in the wild: BOM, back-quotes, zeros for what is not there, five decimals of the fee', () => {
    const line =
      '`2022-03-21 13:51:31,`wx8,`180023671,`176531292,`,`4200001,`2021WERUN1,`oZWa,`JSAPI,`SUCCESS,`OTHERS,`CNY,' +
      '`0.01,`0.00,`0,`0,`0.00,`0.00,`,`,`门票,`,`0.00000,`0.90%,`0.01,`0.00,`'
    const bytes = bill(HEADER, line, SUMS, sums('1', '0.01', '0.00', '0.00', '0.00000', '0.01', '0.00'))
    expect(read(bytes)).toEqual([
      {
        lineNo: 2,
        kind: 'payment',
        direction: 'in',
        attemptNo: '2021WERUN1',
        refundNo: null,
        channelNo: '4200001',
        channelRefundNo: null,
        amount: 1,
        fee: 0,
        currency: 'CNY',
        occurredAt: new Date('2022-03-21T05:51:31Z'),
        state: 'SUCCESS',
      },
    ])
  })

  test('a refund gives its fee back, under both numbers', () => {
    const refund = row({ state: 'REFUND', amount: '0.00', refund: '1.00', fee: '-0.00600' })
    const bytes = bill(
      HEADER,
      row(),
      refund,
      SUMS,
      sums('2', '1.00', '1.00', '0.00', '0.00000', '1.00', '1.00'),
    )
    expect(read(bytes)[1]).toMatchObject({
      kind: 'refund',
      direction: 'out',
      refundNo: 'R1',
      channelRefundNo: '503',
      amount: 100,
      fee: -1,
      state: 'SUCCESS',
    })
    expect(readTradeBill(bytes).totals()).toEqual({
      count: 2,
      payments: 100,
      refunds: 100,
      couponRefunds: 0,
      exactFees: 0,
      fees: 0,
      orders: 100,
      askedRefunds: 100,
    })
  })

  test.each([
    ['0.00499', 0],
    ['0.00500', 1],
    ['-0.00500', -1],
    ['-0.00499', 0],
    ['12.34567', 1_235],
    ['0', 0],
  ])('a fee of %s is %i fen', (fee, fen) => {
    const bytes = bill(HEADER, row({ fee }), SUMS, sums('1', '1.00', '0.00', '0.00', fee, '1.00', '0.00'))
    expect(read(bytes)[0]!.fee).toBe(fen)
  })

  test('a comma inside a name parts nothing; the last line needs no end; neither does the file need a BOM', () => {
    const text = [
      HEADER,
      row({ title: '茶, 250g, 红' }),
      SUMS,
      sums('1', '1.00', '0.00', '0.00', '0.00600', '1.00', '0.00'),
    ]
    expect(read(Buffer.from(text.join('\n')))).toHaveLength(1)
  })

  const told = sums('1', '1.00', '0.00', '0.00', '0.00600', '1.00', '0.00')
  test.each([
    ['another header', bill(HEADER.replace('费率备注', '备注'), row(), SUMS, told), /^line 1: the header/],
    ['a cell too few', bill(HEADER, row().replace('`JSAPI,', ''), SUMS, told), /^line 2: 26 cells/],
    ['a cell too many', bill(HEADER, row({ title: '茶,`茶' }), SUMS, told), /^line 2: 28 cells/],
    [
      'three decimals',
      bill(HEADER, row(), row({ amount: '1.001' }), SUMS, told),
      /^line 3: 1.001 is no amount/,
    ],
    ['an amount in words', bill(HEADER, row({ amount: 'x' }), SUMS, told), /^line 2: x is no amount/],
    ['an amount below zero', bill(HEADER, row({ amount: '-1.00' }), SUMS, told), /^line 2: an amount below/],
    ['a state nobody knows', bill(HEADER, row({ state: 'PAID' }), SUMS, told), /^line 2: PAID is no state/],
    [
      'no time',
      bill(HEADER, row().replace('2022-03-21 13', '2022-13-21 13'), SUMS, told),
      /^line 2: .* is no time/,
    ],
    ['a line between', bill(HEADER, row(), 'x', SUMS, told), /^line 3: neither a row/],
    ['other sums', bill(HEADER, row(), SUMS.replace('总', ''), told), /^line 3: neither a row/],
    ['sums that count another row', bill(HEADER, row(), row(), SUMS, told), /^line 5: the sum of count is 1/],
    [
      'sums one fen off',
      bill(HEADER, row(), SUMS, told.replace('`1.00', '`1.01')),
      /^line 4: the sum of payments/,
    ],
    [
      'fees off in the fifth decimal',
      bill(HEADER, row(), SUMS, told.replace('600', '601')),
      /^line 4: the sum of exactFees/,
    ],
    ['something after the sums', bill(HEADER, row(), SUMS, told, row()), /^line 5: something after/],
    ['no sums', bill(HEADER, row(), SUMS), /^the file ends before/],
    ['nothing at all', Buffer.alloc(0), /^the file ends before/],
  ])('%s is a fault that names the line', (_what, bytes, words) => {
    expect(() => read(bytes)).toThrow(words)
    expect(() => read(bytes)).toThrow(BillFault)
  })

  test('is read as far as it is asked for: the first line costs nothing of the rest', () => {
    const rows = Array.from({ length: 10_000 }, () => row())
    const lines = readTradeBill(bill(HEADER, ...rows, 'broken')).lines[Symbol.iterator]()
    expect(lines.next().value).toMatchObject({ lineNo: 2, amount: 100 })
  })

  test('can be read again from the start', () => {
    const { lines } = readTradeBill(good())
    expect([...lines]).toEqual([...lines])
  })
})

describe('a fund bill', () => {
  const head =
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号'
  const fundSums = '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额'
  const fund = (...rows: string[]) => bill(head, ...rows)
  const refund =
    '`2018-02-01 04:21:23,`50000305742018020103387128253,`1900009231201802015884652186,`退款,`退款,`支出,`0.02,`0.17,`system,`缺货,`REF4200000068201801293084726067'
  const line = (name: string, inOrOut: string, amount: string) =>
    `\`2018-02-01 04:21:24,\`4200001,\`19,\`${name},\`${name},\`${inOrOut},\`${amount},\`0.17,\`system,\`,\`4200001`

  test('as it is documented: full-width brackets, counts with a decimal, a refund that names its payment', () => {
    const bytes = fund(refund, fundSums, sums('1.0', '0.0', '0.00', '1.0', '0.02'))
    expect([...readFundBill(bytes).lines]).toMatchObject([
      {
        lineNo: 2,
        kind: 'refund',
        direction: 'out',
        amount: 2,
        channelNo: '4200000068201801293084726067',
        channelRefundNo: '50000305742018020103387128253',
        occurredAt: new Date('2018-01-31T20:21:23Z'),
      },
    ])
    expect(readFundBill(bytes).totals()).toEqual({ count: 1, inCount: 0, in: 0, outCount: 1, out: 2 })
  })

  test.each([
    ['交易', '收入', 'payment'],
    ['扣除交易手续费', '支出', 'fee'],
    ['退还交易手续费', '收入', 'fee_refund'],
    ['分账', '支出', 'sharing'],
    ['分账回退', '收入', 'sharing'],
    ['提现', '支出', 'payout'],
    ['退款关闭', '收入', 'other'],
  ])('%s, %s, is %s', (name, inOrOut, kind) => {
    const isIn = inOrOut === '收入'
    const told = isIn ? sums('1', '1', '1.00', '0', '0.00') : sums('1', '0', '0.00', '1', '1.00')
    const [read] = readFundBill(fund(line(name, inOrOut, '1.00'), fundSums, told)).lines
    expect(read).toMatchObject({ kind, direction: isIn ? 'in' : 'out', amount: 100, attemptNo: null })
  })

  test.each([
    [
      'neither in nor out',
      [line('交易', '转入', '1.00'), fundSums, sums('1', '1', '1.00', '0', '0.00')],
      /^line 2: 转入/,
    ],
    [
      'sums of another day',
      [line('交易', '收入', '1.00'), fundSums, sums('1', '1', '2.00', '0', '0.00')],
      /^line 4: the sum of in /,
    ],
    [
      'a count of halves',
      [line('交易', '收入', '1.00'), fundSums, sums('1.5', '1', '1.00', '0', '0.00')],
      /^line 4: 1.5 is no count/,
    ],
  ])('%s is a fault that names the line', (_what, lines, words) => {
    expect(() => [...readFundBill(fund(...lines)).lines]).toThrow(words)
  })
})
