import type { FaultName } from '../../simulator/alipay/faults.ts'
import { statementOf } from '../../simulator/index.ts'
import { HOUR, MINUTE } from '../../src/kernel/clock.ts'
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
  bill_empty: 'a bill that is missing is called empty from noon on, not before; see alipay-bills.test.ts',
  bill_cut: 'a bill is a zip; alipay-bills.test.ts cuts and alters the text inside',
  bill_altered: 'Alipay gives no hash of a bill; its lines are held against its sums',
  bill_fund: 'the bill of the account names no refund; see alipay-bills.test.ts',
  share_return: 'shared money comes back with a refund of its trade; see alipay-flows.test.ts',
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
        const code = world.trades.get(attemptNo)?.code ?? world.holds.get(attemptNo)?.code
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
      breakBill: (_kind, how, no) => {
        const fault = ({ ...breaks, one_fen_off: 'bill_fen_off' } as const)[how]
        side.arm(fault, no, how === 'one_fen_off' ? -1 : undefined)
      },
      failShare: (attemptNo) => {
        side.arm('sharing_failed', attemptNo)
      },
      money: () => statementOf(provider.movements()),
      secrets: [side.credentials.privateKey.split('\n')[5]!],
      stop: side.stop,
    },
  }
}

const breaks = {
  dropped: 'bill_line_dropped',
  doubled: 'bill_line_doubled',
  next_day: 'bill_next_day',
} as const

describeChannel('alipay against the simulator', make(false), {
  refundsAtOnce: true,
  abilities: ['holds'],
  bills: { kinds: ['trade', 'fund'], zoneMs: 8 * HOUR, readyAfterMs: 10 * HOUR },
  sharing: {
    receivers: [
      { type: 'merchant', account: '2088000000000201', name: '杭州茶叶有限公司' },
      { type: 'merchant', account: 'express@example.com', name: '快递运输有限公司' },
    ],
    delayMs: MINUTE / 2,
    most: 9_900,
  },
  skips,
})
describeChannel('alipay in certificate mode', make(true), {
  refundsAtOnce: true,
  abilities: ['holds'],
  elsewhere: { bills: 'the terms above', sharing: 'the terms above' },
  skips,
})
