import { createMockChannel } from '../../src/channels/mock/index.ts'
import { virtualClock } from '../../src/kernel/clock.ts'
import { describeChannel } from './conformance/index.ts'

describeChannel(
  'mock',
  async () => {
    const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
    const secret = 'a-secret-that-must-not-be-seen'
    const { channel, provider, sharings } = createMockChannel({ clock, secret })
    const sumOf = (kind: 'paid' | 'refunded') =>
      provider.money.reduce((sum, line) => sum + (line.kind === kind ? line.amount : 0), 0)
    return {
      channel,
      other: {
        clock,
        notifyUrl: 'http://127.0.0.1/notices',
        pay: (attemptNo, how) => provider.pay(attemptNo, how),
        failPayment: (attemptNo) => provider.fail(attemptNo, 'insufficient_funds'),
        arm: (fault, attemptNo) => provider.arm(fault, attemptNo),
        settle: async () => {
          provider.settleRefunds()
          sharings.settle()
        },
        failShare: (attemptNo) => provider.arm('receiver_failed', attemptNo),
        takeNotices: async () => provider.takeNotices(),
        forge: ({ body }) => ({ body, headers: provider.sign(body, 'another secret') }),
        money: () => ({ paid: sumOf('paid'), refunded: sumOf('refunded') }),
        secrets: [secret],
        stop: async () => {},
      },
    }
  },
  {
    abilities: ['holds'],
    sharing: {
      receivers: [
        { type: 'merchant', account: 'm1' },
        { type: 'merchant', account: 'm2' },
      ],
      delayMs: 0,
      most: 9_900,
    },
    skips: { spacing: 'the mock has no pause between refunds (capabilities.refundSpacingMs is 0)' },
  },
)
