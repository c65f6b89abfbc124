import type { FaultName } from '../../simulator/alipay/faults.ts'
import { statementOf } from '../../simulator/index.ts'
import { openAlipay } from './alipay-stage.ts'
import { describeChannel, type RawNotice, type Subject } from './conformance/index.ts'

const skips = {
  other_amount:
    'alipay.trade.query names no seller; alipay-flows.test.ts pays another amount and another seller',
  failed: 'a failed try leaves the trade waiting: Alipay has no state of failure',
  stale: 'a notice bears no time that a repetition could be held against; it is known by its notify_id',
  headers: 'the signature stands in the body, beside what it covers',
  refund_abnormal: 'a refund at Alipay has succeeded or is not found; there is no other end',
  refund_ends: 'a refund at Alipay has succeeded or is not found; there is no other end',
  refund_notice:
    'refund_fee is the sum of all refunds, so a notice tells no amount; see alipay-flows.test.ts',
  spacing: 'Alipay asks for no pause between refunds',
}

const make = (inCertificates: boolean) => async (): Promise<Subject> => {
  const side = await openAlipay({ inCertificates })
  const { provider, world, receiver, channel, clock } = side
  return {
    channel,
    other: {
      clock,
      notifyUrl: receiver.url,
      open: (attemptNo) => {
        const code = world.trades.get(attemptNo)?.code
        if (code) provider.payableByCode(code)
      },
      pay: side.pay,
      failPayment: () => {},
      arm: (fault, attemptNo) => {
        side.arm(fault as FaultName, attemptNo)
      },
      settle: () => side.settle(),
      takeNotices: async () => receiver.take() as RawNotice[],
      forge: ({ headers, body }) => {
        const form = new URLSearchParams(body.toString())
        form.set('sign', Buffer.alloc(256, 7).toString('base64'))
        return { headers, body: Buffer.from(form.toString()) }
      },
      money: () => statementOf(provider.movements()),
      secrets: [side.credentials.privateKey.split('\n')[5]!],
      stop: side.stop,
    },
  }
}

describeChannel('alipay against the simulator', make(false), { refundsAtOnce: true, skips })
describeChannel('alipay in certificate mode', make(true), { refundsAtOnce: true, skips })
