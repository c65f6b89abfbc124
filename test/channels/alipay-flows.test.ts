import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ALIPAY_NOTICE_PAUSES_MS } from '../../simulator/alipay/notices.ts'
import { persons } from '../../simulator/index.ts'
import type { Notice } from '../../src/channels/types.ts'
import { noticeEvidence } from '../../src/flows/reports.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { type AlipayStage, openAlipay } from './alipay-stage.ts'

let side: AlipayStage
beforeAll(async () => {
  side = await openAlipay()
})
afterAll(() => side.stop())
beforeEach(() => {
  side.provider.reset()
  side.world.faults.clear()
  side.receiver.take()
  side.receiver.words = 'success'
})

const at = new URL('http://simulator/')
const control = (route: string, id: string, fields: Record<string, unknown> = {}) =>
  side.provider.control(route, id, fields, at)
const told = async (): Promise<(Notice | string)[]> => {
  await side.settle()
  return side.notices()
}
const evidence = (notice: Notice | string | undefined) =>
  typeof notice === 'object' ? noticeEvidence(side.channel, notice)?.[0]?.report : notice

describe('a code nobody has scanned', () => {
  test('is no trade: not found, not closable, and payable afterwards', async () => {
    const asked = await side.started()
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
    expect(await side.channel.close(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
    expect(side.channel.capabilities.isUnknownUntilOpened).toBe(true)
    expect(side.pay(asked.attemptNo)).toBe(true)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'succeeded' })
  })

  test('is a trade from the scan on', async () => {
    const asked = await side.started()
    side.provider.payableByCode(side.world.trades.get(asked.attemptNo)!.code)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
    side.clock.advance(16 * MINUTE)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'closed' })
  })
})

describe('[N14] the payer comes by a browser or an app', () => {
  const cashierOf = async (url: string) => {
    const entered = await fetch(url, { redirect: 'manual' })
    expect(entered.status).toBe(302)
    return new URL(entered.headers.get('location')!, side.simulator.url)
  }

  test.each(['page', 'h5'] as const)('%s: pays at the cashier, and is sent back', async (method) => {
    const returnUrl = 'http://shop.example/back?trade=1'
    const asked = side.request({ method, returnUrl })
    const start = await side.channel.startPayment(asked)
    if (start.kind !== 'ready' || start.presentation.kind !== 'redirect') throw new Error('not ready')
    const cashier = await cashierOf(start.presentation.url)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
    expect(await (await fetch(cashier)).text()).toContain('¥99.00')
    const act = (name: string) =>
      fetch(new URL('/alipay/cashier', cashier), {
        method: 'POST',
        body: new URLSearchParams({ no: asked.attemptNo, act: name, payer: persons[1]!.openid }),
      })
    const failed = await act('fail')
    expect(failed.headers.get('refresh')).toContain(`out_trade_no=${asked.attemptNo}`)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
    const paid = await act('pay')
    expect(paid.headers.get('refresh')).toContain('http://shop.example/back?trade=1&out_trade_no=')
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
    expect(await told()).toMatchObject([{ kind: 'payment', attemptNo: asked.attemptNo }])
  })

  test('an order that somebody changed on the way is refused', async () => {
    const start = await side.channel.startPayment(side.request({ method: 'page' }))
    if (start.kind !== 'ready' || start.presentation.kind !== 'redirect') throw new Error('not ready')
    const cheaper = start.presentation.url.replace('99.00', '0.01')
    expect(await (await fetch(cheaper)).text()).toContain('isv.invalid-signature')
    expect(side.world.trades.size).toBe(0)
  })

  test('app: the wallet opens what the app hands to it', async () => {
    const asked = side.request({ method: 'app' })
    const start = await side.channel.startPayment(asked)
    if (start.kind !== 'ready' || start.presentation.kind !== 'app') throw new Error('not ready')
    const payable = side.provider.payableByCode(start.presentation.payload)
    expect(payable).toMatchObject({ no: asked.attemptNo, amount: 9_900, state: 'open' })
    expect(side.provider.payableByCode(start.presentation.payload.replace('99.00', '0.01'))).toBeUndefined()
    expect(side.pay(asked.attemptNo)).toBe(true)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'succeeded' })
  })

  test('a hold in an app', async () => {
    const asked = side.request({ method: 'app', capture: 'manual' })
    const start = await side.channel.startPayment(asked)
    if (start.kind !== 'ready' || start.presentation.kind !== 'app') throw new Error('not ready')
    expect(side.provider.payableByCode(start.presentation.payload)).toMatchObject({ no: asked.attemptNo })
    expect(side.pay(asked.attemptNo)).toBe(true)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'authorized', amount: 9_900 })
    expect(side.provider.payables(1)).toMatchObject([{ no: asked.attemptNo, state: 'held' }])
  })
})

describe('[N5] what is genuine and does not fit', () => {
  test('another amount is reported as it was, by query and by notice', async () => {
    const asked = await side.started()
    side.arm('paid_wrong_amount', asked.attemptNo)
    side.pay(asked.attemptNo)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_899 })
    expect(await told()).toMatchObject([{ report: { kind: 'succeeded', amount: 9_899 } }])
  })

  test.each(['notice_wrong_merchant', 'paid_wrong_merchant'] as const)(
    'another seller (%s) is told by the notice, and is not ours',
    async (fault) => {
      const asked = await side.started()
      side.arm(fault, asked.attemptNo)
      side.pay(asked.attemptNo)
      const [notice] = await told()
      expect(evidence(notice)).toMatchObject({ kind: 'paid', isOurs: false })
    },
  )

  test('a forged notice goes before the genuine one, under the same id, and changes nothing', async () => {
    const asked = await side.started()
    side.arm('notice_forged', asked.attemptNo)
    side.arm('notice_probe', asked.attemptNo)
    side.pay(asked.attemptNo)
    const [forged, broken, genuine] = await told()
    expect([forged, broken]).toEqual(['bad_signature', 'bad_signature'])
    expect(evidence(genuine)).toMatchObject({ kind: 'paid', amount: 9_900, isOurs: true })
  })
})

describe('notices', () => {
  test('come eight times within 25 hours, under one id, until the body is exactly "success"', async () => {
    expect(ALIPAY_NOTICE_PAUSES_MS).toEqual([
      4 * MINUTE,
      10 * MINUTE,
      10 * MINUTE,
      HOUR,
      2 * HOUR,
      6 * HOUR,
      15 * HOUR,
    ])
    side.receiver.words = '{"code":"success"}'
    await side.paid()
    await side.settle(0)
    const ids = new Set<string>()
    let deliveries = 0
    for (const pause of [0, ...ALIPAY_NOTICE_PAUSES_MS, DAY]) {
      side.clock.advance(pause)
      await side.settle(pause)
      for (const notice of side.notices()) {
        deliveries++
        if (typeof notice === 'object') ids.add(notice.noticeId)
      }
    }
    expect([deliveries, ids.size]).toEqual([8, 1])
    await side.paid()
    side.receiver.words = 'success'
    await side.settle(0)
    await side.settle(DAY)
    expect(side.notices()).toHaveLength(1)
  })

  test('may be lost, repeated, told twice, late or out of turn', async () => {
    const lost = await side.started()
    side.arm('notice_lost', lost.attemptNo, 1)
    side.pay(lost.attemptNo)
    expect(await told()).toEqual([])
    await side.settle(4 * MINUTE)
    expect(side.notices()).toMatchObject([{ attemptNo: lost.attemptNo }])

    const repeated = await side.started()
    side.arm('notice_duplicated', repeated.attemptNo, 3)
    side.pay(repeated.attemptNo)
    const three = (await told()) as Notice[]
    expect(new Set(three.map(({ noticeId }) => noticeId)).size).toBe(1)
    expect(three).toHaveLength(3)

    const twice = await side.started()
    side.arm('notice_twice', twice.attemptNo)
    side.pay(twice.attemptNo)
    const two = (await told()) as Notice[]
    expect(new Set(two.map(({ noticeId }) => noticeId)).size).toBe(2)

    const held = await side.started()
    side.provider.payableByCode(side.world.trades.get(held.attemptNo)!.code)
    side.arm('notice_after_close', held.attemptNo)
    side.pay(held.attemptNo)
    expect(await told()).toEqual([])
    expect(await side.channel.close(held.attemptNo)).toMatchObject({ kind: 'already_paid' })
    expect(await told()).toMatchObject([{ attemptNo: held.attemptNo }])
  })
})

describe('refunds', () => {
  test('TRADE_CLOSED after a full refund is told as a refund, and never fails the paid attempt', async () => {
    const payment = await side.paid()
    await told()
    const refund = side.refundOf(payment)
    await side.channel.refund(refund)
    expect(side.world.trades.get(payment.attemptNo)?.status).toBe('TRADE_CLOSED')
    const [notice] = await told()
    expect(evidence(notice)).toMatchObject({ about: 'refund', kind: 'processing' })
    expect(await side.channel.query(payment.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
    expect(await side.channel.close(payment.attemptNo)).toMatchObject({ kind: 'already_paid' })
  })

  test('a part tells TRADE_SUCCESS again, with the sum of all parts: its amount is asked for', async () => {
    const payment = await side.paid()
    await told()
    const [first, second] = [1_000, 2_500].map((amount) => side.refundOf(payment, { amount }))
    await side.channel.refund(first!)
    await side.channel.refund(second!)
    const notices = (await told()) as Notice[]
    expect(notices.map((one) => one.kind === 'refund' && one.refundNo)).toEqual([
      first!.refundNo,
      second!.refundNo,
    ])
    expect(JSON.parse(notices[1]!.plain)).toMatchObject({
      refund_fee: '35.00',
      trade_status: 'TRADE_SUCCESS',
    })
    expect(await side.channel.queryRefund(second!)).toMatchObject({ kind: 'succeeded', amount: 2_500 })
  })

  test('ACQ.SYSTEM_ERROR after the money moved is unknown; the same number finds it, once', async () => {
    const payment = await side.paid()
    const refund = side.refundOf(payment)
    side.arm('system_error_after', payment.attemptNo)
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'unknown' })
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
    const back = side.provider.movements().filter(({ kind }) => kind === 'refunded')
    expect(back.map(({ amount }) => amount)).toEqual([9_900])
  })

  test('an answer without fund_change is no success: unknown, until the question finds it', async () => {
    const payment = await side.paid()
    const refund = side.refundOf(payment)
    side.arm('refund_lag', payment.attemptNo, 30 * SECOND)
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'unknown' })
    expect(await side.channel.queryRefund(refund)).toMatchObject({ kind: 'not_found' })
    expect(side.channel.capabilities.refundQueryDelaysMs[0]).toBeGreaterThanOrEqual(10 * SECOND)
    await side.settle(30 * SECOND)
    expect(await side.channel.queryRefund(refund)).toMatchObject({ kind: 'succeeded' })
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'succeeded' })
    expect(side.provider.movements().filter(({ kind }) => kind === 'refunded')).toHaveLength(1)
  })

  test('of a finished trade are refused for good; the payment stays', async () => {
    const payment = await side.paid()
    await told()
    expect(await control('POST /orders/:/finish', payment.attemptNo)).toMatchObject({ status: 200 })
    expect(evidence((await told())[0])).toMatchObject({ kind: 'paid' })
    expect(await side.channel.query(payment.attemptNo)).toMatchObject({ kind: 'succeeded' })
    expect(await side.channel.refund(side.refundOf(payment))).toMatchObject({
      kind: 'refused',
      retry: 'never',
      code: 'ACQ.TRADE_HAS_FINISHED',
    })
  })

  test('without money in the account are for later', async () => {
    const payment = await side.paid()
    side.arm('refund_not_enough', payment.attemptNo)
    const refund = side.refundOf(payment)
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'refused', retry: 'later' })
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'succeeded' })
  })

  test('take shared parts back only where they are named', async () => {
    const payment = await side.paid({ profitSharing: true })
    const account = '2088000000000201'
    const sharing = side.channel.profitSharing!
    await sharing.addReceiver({ type: 'merchant', account })
    const receivers = [{ type: 'merchant' as const, account, amount: 4_000, description: '货款' }]
    const { attemptNo, channelNo } = payment
    const shared = { sharingNo: 'S1', attemptNo, channelNo, currency: 'CNY', receivers, isLast: true }
    expect(await sharing.share(shared)).toMatchObject({ kind: 'finished' })
    expect(sharing.returnsWithRefund).toBe(true)
    const back = { returnNo: 'B1', sharingNo: 'S1', channelNo, account, amount: 4_000, currency: 'CNY' }
    expect(await sharing.giveBack({ ...back, description: '' })).toMatchObject({
      kind: 'refused',
      retry: 'never',
    })
    const more = side.refundOf(payment, { sharedParts: [{ account, amount: 4_001 }] })
    expect(await side.channel.refund(more)).toMatchObject({ kind: 'refused', retry: 'never' })
    const refund = side.refundOf(payment, { sharedParts: [{ account, amount: 4_000 }] })
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
    expect(side.world.settlements.get(`${attemptNo} S1`)?.parts).toMatchObject([{ account, amount: 0 }])
  })
})

describe('defects of other systems', () => {
  test('a trade that is finished at once is paid, not left open', async () => {
    const payment = await side.paid()
    await control('POST /orders/:/finish', payment.attemptNo)
    expect(await side.channel.query(payment.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
  })

  test('a late success after a close is still told as success, with its amount', async () => {
    const asked = await side.started()
    side.provider.payableByCode(side.world.trades.get(asked.attemptNo)!.code)
    side.arm('pay_after_close', asked.attemptNo)
    expect(await side.channel.close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'succeeded' })
    expect(evidence((await told())[0])).toMatchObject({ kind: 'paid', amount: 9_900 })
  })

  test('a refund that fails by trouble on the other side is never a failed refund', async () => {
    const payment = await side.paid()
    for (const fault of ['system_error_before', 'error_before', 'timeout_before', 'drop_after'] as const) {
      side.arm(fault, payment.attemptNo)
      const report = await side.channel.refund(side.refundOf(payment, { amount: 1 }))
      expect([fault, report.kind]).toEqual([fault, 'unknown'])
    }
  })

  test('a waiting payment is pending, not failed', async () => {
    const asked = await side.started()
    side.provider.payableByCode(side.world.trades.get(asked.attemptNo)!.code)
    expect(side.provider.fail(asked.attemptNo, '余额不足')).toBe(false)
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
  })

  test('a close that took no effect is found by asking', async () => {
    const asked = await side.started()
    side.provider.payableByCode(side.world.trades.get(asked.attemptNo)!.code)
    side.arm('close_ignored', asked.attemptNo)
    expect(await side.channel.close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
  })
})
