import type { FaultName } from '../../simulator/alipay/faults.ts'
import type { AlipayProvider } from '../../simulator/alipay/provider.ts'
import { createSimulator, persons, statementOf } from '../../simulator/index.ts'
import { createAlipayChannel } from '../../src/channels/alipay/index.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { createReceiver } from '../simulator/receiver.ts'
import { describeChannel, type RawNotice, type Subject } from './conformance/index.ts'

const skips = {
  other_amount:
    'alipay.trade.query names no seller; alipay-flows.test.ts pays another amount and another seller',
  failed: 'a failed try leaves the trade waiting: Alipay has no state of failure',
  stale: 'a notice bears no time that a repetition could be held against; it is known by its notify_id',
  refund_abnormal: 'a refund at Alipay has succeeded or is not found; there is no other end',
  refund_ends: 'a refund at Alipay has succeeded or is not found; there is no other end',
  refund_notice:
    'refund_fee is the sum of all refunds, so a notice tells no amount; see alipay-flows.test.ts',
  headers: 'the signature stands in the body, beside what it covers',
  spacing: 'Alipay asks for no pause between refunds',
}

const make = (inCertificates: boolean) => async (): Promise<Subject> => {
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const simulator = await createSimulator({
    clock,
    autorun: false,
    only: ['alipay'],
    alipay: { inCertificates },
  })
  const receiver = await createReceiver()
  receiver.answer = 200
  receiver.words = 'success'
  const provider = simulator.provider('alipay') as AlipayProvider
  const { world } = provider
  const { privateKey, ...credentials } = provider.credentials()
  const channel = createAlipayChannel({ ...credentials, privateKey, clock, timeoutMs: 250 })
  const arm = (fault: FaultName, order: string, param?: number) =>
    world.faults.add({ fault, order, remaining: 1, ...(param === undefined ? {} : { param }) })
  return {
    channel,
    other: {
      clock,
      notifyUrl: receiver.url,
      open: (attemptNo) => {
        const code = world.trades.get(attemptNo)?.code
        if (code) provider.payableByCode(code)
      },
      pay: (attemptNo, how = {}) => provider.pay(attemptNo, { payer: persons[0]!.openid, ...how }).paid,
      failPayment: () => {},
      arm: (fault, attemptNo) => arm(fault as FaultName, attemptNo),
      settle: async () => {
        world.waits.advance(MINUTE)
        await simulator.run()
      },
      takeNotices: async () => receiver.take() as RawNotice[],
      forge: ({ headers, body }) => {
        const form = new URLSearchParams(body.toString())
        form.set('sign', Buffer.alloc(256, 7).toString('base64'))
        return { headers, body: Buffer.from(form.toString()) }
      },
      money: () => statementOf(provider.movements()),
      secrets: [privateKey.split('\n')[5]!],
      stop: async () => {
        await simulator.close()
        await receiver.stop()
      },
    },
  }
}

describeChannel('alipay against the simulator', make(false), { refundsAtOnce: true, skips })
describeChannel('alipay in certificate mode', make(true), { refundsAtOnce: true, skips })
