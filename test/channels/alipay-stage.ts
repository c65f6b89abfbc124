import type { FaultName } from '../../simulator/alipay/faults.ts'
import type { AlipayOptions, AlipayProvider } from '../../simulator/alipay/provider.ts'
import { createSimulator, type KeyFile, persons } from '../../simulator/index.ts'
import { createAlipayChannel } from '../../src/channels/alipay/index.ts'
import type { PaymentSucceeded, PayRequest, RefundRequest } from '../../src/channels/types.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { createReceiver } from '../simulator/receiver.ts'
import { TIMEOUT_MS } from './timeout.ts'

const keys: KeyFile = {}

/** The simulated Alipay, a merchant's channel, and his address for notices, on one clock that stands still. */
export async function openAlipay(alipay: AlipayOptions = {}) {
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const simulator = await createSimulator({ clock, autorun: false, only: ['alipay'], alipay, keys })
  const receiver = await createReceiver()
  receiver.answer = 200
  receiver.words = 'success'
  const provider = simulator.provider('alipay') as AlipayProvider
  const { world } = provider
  const credentials = provider.credentials()
  const channel = createAlipayChannel({ ...credentials, clock, timeoutMs: TIMEOUT_MS })
  let count = 0
  const arm = (fault: FaultName, order?: string, param?: number) =>
    world.faults.add({
      fault,
      ...(order === undefined ? {} : { order }),
      ...(fault.startsWith('bill_line') || fault.startsWith('bill_fen') || fault === 'bill_next_day'
        ? {}
        : { remaining: 1 }),
      ...(param === undefined ? {} : { param }),
    })
  const request = (changes: Partial<PayRequest> = {}): PayRequest => ({
    attemptNo: `T${String(++count).padStart(13, '0')}`,
    amount: 9_900,
    currency: 'CNY',
    description: '龙井茶 250g, 50% 优惠',
    expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
    notifyUrl: receiver.url,
    method: 'native',
    ...changes,
  })
  const pay = (attemptNo: string, how: { inFlight?: boolean } = {}) =>
    provider.pay(attemptNo, { payer: persons[0]!.openid, ...how }).paid
  const started = async (changes: Partial<PayRequest> = {}): Promise<PayRequest> => {
    const asked = request(changes)
    const start = await channel.startPayment(asked)
    if (start.kind !== 'ready') throw new Error(`not ready: ${start.kind}`)
    return asked
  }
  const paid = async (changes: Partial<PayRequest> = {}): Promise<PayRequest & { channelNo: string }> => {
    const asked = await started(changes)
    if (!pay(asked.attemptNo)) throw new Error('not paid')
    const report = (await channel.query(asked.attemptNo)) as PaymentSucceeded
    return { ...asked, channelNo: report.channelNo }
  }
  const refundOf = (
    payment: PayRequest & { channelNo: string },
    changes: Partial<RefundRequest> = {},
  ): RefundRequest => ({
    refundNo: `R${String(++count).padStart(13, '0')}`,
    attemptNo: payment.attemptNo,
    channelNo: payment.channelNo,
    amount: payment.amount,
    total: payment.amount,
    currency: 'CNY',
    reason: '买家申请退款',
    notifyUrl: receiver.url,
    ...changes,
  })
  return {
    clock,
    simulator,
    provider,
    world,
    receiver,
    channel,
    credentials,
    arm,
    request,
    pay,
    started,
    paid,
    refundOf,
    /** Everything under way comes to its end and is notified. */
    settle: async (ms = MINUTE) => {
      world.waits.advance(ms)
      await simulator.run()
    },
    /** What arrived, verified: each notice, or the reason it was refused. */
    notices: () =>
      receiver.take().map(({ headers, body }) => {
        const verdict = channel.verifyNotice(headers, body, clock.now())
        return verdict.verified ? verdict.notice : verdict.reason
      }),
    stop: async () => {
      channel.dispose()
      await simulator.close()
      await receiver.stop()
    },
  }
}

export type AlipayStage = Awaited<ReturnType<typeof openAlipay>>
