import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BillFile, BillKind, BillLine } from '../../src/channels/abilities.ts'
import { BillFault } from '../../src/channels/bill-fault.ts'
import type { PayRequest } from '../../src/channels/types.ts'
import { DAY, MINUTE } from '../../src/kernel/clock.ts'
import { openStripe, type StripeSide } from './stripe-side.ts'

let side: StripeSide
beforeAll(async () => {
  side = await openStripe()
})
afterAll(() => side.stop())

const paid = async (changes: Partial<PayRequest> = {}) => {
  const asked = side.request(changes)
  await side.channel.startPayment(asked)
  expect(side.provider.pay(asked.attemptNo, { payer: '' })).toEqual({ paid: true })
  const report = await side.channel.query(asked.attemptNo)
  if (report.kind !== 'succeeded' && report.kind !== 'authorized') throw new Error(report.kind)
  return { ...asked, channelNo: report.channelNo, report }
}

const refundOf = (payment: { attemptNo: string; channelNo: string }, refundNo: string, amount: number) => ({
  refundNo,
  attemptNo: payment.attemptNo,
  channelNo: payment.channelNo,
  amount,
  total: 9_900,
  currency: 'USD',
  reason: '买家申请退款',
  notifyUrl: side.receiver.url,
})

describe('a hold', () => {
  const capture = (payment: { attemptNo: string; channelNo: string }, amount: number, captureNo: string) =>
    side.channel.authorizing!.capture({ ...payment, captureNo, amount, currency: 'USD', description: '酒店' })

  test('is authorized for seven days, captured once in part, the rest let go', async () => {
    const held = await paid({ capture: 'manual' })
    expect(held.report).toMatchObject({ kind: 'authorized', amount: 9_900 })
    if (held.report.kind !== 'authorized') return
    const { authorizedAt, heldUntil } = held.report
    expect(heldUntil!.getTime() - authorizedAt.getTime()).toBe(7 * DAY)
    expect(side.channel.authorizing!.holdDays).toBe(7)
    side.clock.advance(MINUTE)
    expect(await capture(held, 10_000, 'C0')).toMatchObject({ kind: 'refused', retry: 'never' })
    const captured = await capture(held, 6_000, 'C1')
    expect(captured).toMatchObject({ kind: 'succeeded', amount: 6_000, succeededAt: side.clock.now() })
    expect(await capture(held, 6_000, 'C1')).toMatchObject({ kind: 'succeeded', amount: 6_000 })
    expect(await capture(held, 1_000, 'C2')).toMatchObject({ kind: 'succeeded', amount: 6_000 })
    expect(await capture(held, 5_000, 'C1')).toMatchObject({ kind: 'refused', retry: 'never' })
  })

  test('in doubt is captured once', async () => {
    const held = await paid({ capture: 'manual' })
    side.arm('timeout_after', held.attemptNo, { on: 'capture' })
    expect(await capture(held, 9_900, 'C3')).toMatchObject({ kind: 'unknown' })
    expect(await capture(held, 9_900, 'C3')).toMatchObject({ kind: 'succeeded', amount: 9_900 })
  })

  test('that is closed goes back whole, and cannot be captured', async () => {
    const held = await paid({ capture: 'manual' })
    expect(await side.channel.close(held.attemptNo)).toMatchObject({ kind: 'closed' })
    expect(await capture(held, 9_900, 'C4')).toMatchObject({ kind: 'closed' })
  })

  test('is told by notice as by query', async () => {
    await side.settle()
    side.receiver.take()
    const held = await paid({ capture: 'manual' })
    await side.settle()
    const [notice] = side.receiver.take()
    const verdict = side.channel.verifyNotice(notice!.headers, notice!.body, side.clock.now())
    expect(verdict).toMatchObject({
      verified: true,
      notice: { kind: 'payment', attemptNo: held.attemptNo, report: { kind: 'authorized', amount: 9_900 } },
    })
  })
})

describe('sharing', () => {
  const connect = (id: string, transfers = 'active') =>
    side.provider.control('POST /accounts', '', { id, transfers }, new URL('http://x'))
  const sharing = () => side.channel.profitSharing!
  const receiver = (account: string, amount: number) => ({
    type: 'merchant' as const,
    account,
    amount,
    description: '分账',
  })

  test('sends each receiver his part of the charge, once; what is open is refused', async () => {
    await connect('acct_1Shop')
    await connect('acct_1Sleeping', 'inactive')
    expect(await sharing().addReceiver({ type: 'merchant', account: 'acct_1Shop' })).toMatchObject({
      kind: 'done',
    })
    for (const account of ['acct_1Sleeping', 'acct_1Nobody']) {
      expect(await sharing().addReceiver({ type: 'merchant', account })).toMatchObject({ kind: 'refused' })
    }
    const payment = await paid({ profitSharing: true })
    const request = {
      sharingNo: `F${payment.attemptNo}`,
      attemptNo: payment.attemptNo,
      channelNo: payment.channelNo,
      currency: 'USD',
      receivers: [receiver('acct_1Shop', 8_000), receiver('acct_1Sleeping', 500)],
      isLast: true,
    }
    side.arm('timeout_after', payment.attemptNo, { on: 'transfer' })
    expect(await sharing().share(request)).toMatchObject({ kind: 'unknown' })
    for (let i = 0; i < 2; i++) {
      expect(await sharing().share(request)).toMatchObject({
        kind: 'finished',
        receivers: [
          { account: 'acct_1Shop', amount: 8_000, state: 'succeeded' },
          { account: 'acct_1Sleeping', state: 'failed', failure: 'insufficient_capabilities_for_transfer' },
        ],
      })
      side.clock.advance(DAY + MINUTE)
    }
    expect(
      [...side.world.transfer.values()].filter((one) => one.transferGroup === payment.attemptNo),
    ).toHaveLength(1)
    expect(await sharing().query(request.sharingNo, payment.channelNo)).toMatchObject({
      kind: 'finished',
      receivers: [{ account: 'acct_1Shop', amount: 8_000, state: 'succeeded' }],
    })
    expect(await sharing().query('FNEVER', payment.channelNo)).toMatchObject({ kind: 'not_found' })
    const more = { ...request, sharingNo: 'FMORE', receivers: [receiver('acct_1Shop', 1_901)] }
    expect(await sharing().share(more)).toMatchObject({ kind: 'refused', retry: 'never' })
  })

  test('is given back in parts, each number once', async () => {
    await connect('acct_1Shop')
    const payment = await paid({ profitSharing: true })
    const common = { sharingNo: `F${payment.attemptNo}`, channelNo: payment.channelNo }
    await sharing().share({
      ...common,
      attemptNo: payment.attemptNo,
      currency: 'USD',
      receivers: [receiver('acct_1Shop', 8_000)],
      isLast: false,
    })
    const back = (returnNo: string, amount: number) =>
      sharing().giveBack({
        ...common,
        returnNo,
        account: 'acct_1Shop',
        amount,
        currency: 'USD',
        description: '回退',
      })
    const named = (returnNo: string) => ({ ...common, returnNo, account: 'acct_1Shop' })
    expect(await sharing().queryReturn(named('B1'))).toMatchObject({ kind: 'not_found' })
    side.arm('timeout_after', payment.attemptNo, { on: 'transfer' })
    expect(await back('B1', 3_000)).toMatchObject({ kind: 'unknown' })
    expect(await sharing().queryReturn(named('B1'))).toMatchObject({ kind: 'succeeded' })
    side.clock.advance(DAY + MINUTE)
    expect(await back('B1', 3_000)).toMatchObject({ kind: 'succeeded' })
    expect(await back('B1', 4_000)).toMatchObject({ kind: 'refused', retry: 'never' })
    expect(await back('B2', 5_001)).toMatchObject({ kind: 'refused', retry: 'never' })
    expect(await back('B3', 5_000)).toMatchObject({ kind: 'succeeded' })
    expect([...side.world.transfer.values()].at(-1)).toMatchObject({ amount: 8_000, reversed: 8_000 })
  })

  test('waits for the balance, and for the payment', async () => {
    const payment = await paid()
    const request = {
      sharingNo: `F${payment.attemptNo}`,
      attemptNo: payment.attemptNo,
      channelNo: payment.channelNo,
      currency: 'USD',
      receivers: [receiver('acct_1Shop', 100)],
      isLast: true,
    }
    side.arm('balance_insufficient', payment.attemptNo)
    expect(await sharing().share(request)).toMatchObject({ kind: 'refused', retry: 'later' })
    expect(await sharing().share(request)).toMatchObject({ kind: 'finished' })
    const open = side.request()
    await side.channel.startPayment(open)
    const intent = [...side.world.intent.values()].at(-1)!
    expect(await sharing().share({ ...request, channelNo: intent.id })).toMatchObject({
      kind: 'refused',
      retry: 'later',
    })
  })
})

describe('the bill of a day', () => {
  const bills = () => side.channel.bills!
  const fetchBill = async (date: string, kind: BillKind = 'trade'): Promise<BillFile> => {
    const answer = await side.connect().bills!.download(date, kind)
    if (answer.kind !== 'bill') throw new Error(answer.kind)
    return answer.file
  }
  const linesOf = (file: BillFile): BillLine[] => [...bills().read(file).lines]

  test('is what the account moved that day, byte for byte the same whenever it is asked for', async () => {
    side.clock.set(new Date('2026-05-04T23:59:00Z'))
    const payment = await paid()
    await paid({ currency: 'JPY', amount: 500 })
    expect(await bills().download('2026-05-04', 'fund')).toEqual({ kind: 'not_ready' })
    await side.channel.refund(refundOf(payment, 'RB1', 3_000))
    side.arm('refund_abnormal', payment.attemptNo)
    await side.channel.refund(refundOf(payment, 'RB2', 1_000))
    side.clock.advance(2 * MINUTE)
    await side.settle()
    const file = await fetchBill('2026-05-04')
    expect(file.sha256).toBe(createHash('sha256').update(file.bytes).digest('hex'))
    side.clock.advance(10 * DAY)
    expect((await fetchBill('2026-05-04')).bytes.equals(file.bytes)).toBe(true)
    const { attemptNo, channelNo } = payment
    // Movements of one second stand in the order of their ids.
    const order = (line: BillLine) => line.refundNo ?? ''
    const usd = linesOf(file)
      .filter(({ currency }) => currency === 'USD')
      .sort((a, b) => (order(a) < order(b) ? -1 : 1))
    expect(usd.map(({ lineNo: _, ...line }) => line)).toMatchObject([
      { kind: 'payment', direction: 'in', attemptNo, channelNo, refundNo: null, amount: 9_900, fee: 317 },
      { kind: 'refund', direction: 'out', attemptNo, channelNo, refundNo: 'RB1', amount: 3_000, fee: 0 },
      { kind: 'refund', direction: 'out', attemptNo, channelNo, refundNo: 'RB2', amount: 1_000, fee: 0 },
    ])
    expect(bills().read(file).totals()).toEqual({
      count: 4,
      'JPY.fee': 45,
      'JPY.in': 500,
      'USD.fee': 317,
      'USD.in': 9_900,
      'USD.out': 4_000,
    })
    // The failed refund came back after midnight.
    expect(linesOf(await fetchBill('2026-05-05'))).toMatchObject([
      { kind: 'refund', direction: 'in', refundNo: 'RB2', amount: 1_000, state: 'refund_failure' },
    ])
    expect(await bills().download('2026-05-03', 'fund')).toEqual({ kind: 'empty' })
  })

  test('is whole over several pages', async () => {
    side.clock.set(new Date('2026-06-01T12:00:00Z'))
    const numbers: string[] = []
    for (let i = 0; i < 205; i++) numbers.push((await paid()).attemptNo)
    side.clock.advance(DAY)
    const lines = linesOf(await fetchBill('2026-06-01'))
    expect(lines.map(({ attemptNo }) => attemptNo).sort()).toEqual(numbers.sort())
  })

  test('names disputes, sharing, payouts and fees', async () => {
    side.clock.set(new Date('2026-07-01T12:00:00Z'))
    const payment = await paid()
    await side.provider.control('POST /intents/:/dispute', payment.channelNo, {}, new URL('http://x'))
    await side.provider.control('POST /payouts', '', { amount: 700, currency: 'usd' }, new URL('http://x'))
    await side.provider.control('POST /accounts', '', { id: 'acct_1Shop' }, new URL('http://x'))
    await side.channel.profitSharing!.share({
      sharingNo: 'FB',
      attemptNo: payment.attemptNo,
      channelNo: payment.channelNo,
      currency: 'USD',
      receivers: [{ type: 'merchant', account: 'acct_1Shop', amount: 50, description: '分账' }],
      isLast: true,
    })
    side.clock.advance(DAY)
    const lines = linesOf(await fetchBill('2026-07-01', 'fund'))
    const kinds = Object.fromEntries(lines.map((line) => [line.kind, line]))
    expect(Object.keys(kinds).sort()).toEqual(['dispute', 'fee', 'payment', 'payout', 'sharing'])
    expect(kinds.dispute).toMatchObject({
      direction: 'out',
      amount: 9_900,
      fee: 0,
      channelNo: payment.channelNo,
    })
    expect(kinds.sharing).toMatchObject({ direction: 'out', amount: 50, attemptNo: payment.attemptNo })
  })

  test('altered in its lines, its totals or its day is refused with the line', async () => {
    side.clock.advance(10 * DAY)
    const date = side.clock.now().toISOString().slice(0, 10)
    await paid()
    side.clock.advance(DAY)
    const file = await fetchBill(date)
    const text = file.bytes.toString('utf8')
    const altered = (bytes: string, changes: Partial<BillFile> = {}) => {
      try {
        bills().read({ ...file, bytes: Buffer.from(bytes), ...changes })
        return 'read'
      } catch (fault) {
        return fault instanceof BillFault ? fault.lineNo : fault
      }
    }
    expect(altered(text)).toBe('read')
    expect(altered(text.replace('"amount":9900', '"amount":9901'))).toBe(3)
    expect(altered(text.replace('"amount":9900', '"amount":"9900"'))).toBe(2)
    expect(altered(text.slice(0, -20))).toBeGreaterThan(1)
    expect(altered(text, { date: '2020-01-01' })).toBe(1)
    expect(altered('')).toBe(1)
  })

  test('of another kind is refused; one in doubt is unknown', async () => {
    expect(await bills().download('2026-13-04', 'trade')).toMatchObject({ kind: 'refused', retry: 'never' })
    expect(await bills().download('yesterday', 'fund')).toMatchObject({ kind: 'refused', retry: 'never' })
    side.world.faults.add({ fault: 'error_before', on: 'bill', remaining: 1 })
    expect(await bills().download('2026-05-04', 'fund')).toMatchObject({ kind: 'unknown' })
  })
})
