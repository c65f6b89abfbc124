import { decideDispute, openDispute } from '../../simulator/stripe/disputes.ts'
import { describeChannel, type RawNotice } from './conformance/index.ts'
import { openStripe } from './stripe-side.ts'

const BREAKS = {
  dropped: { fault: 'bill_line_dropped' },
  doubled: { fault: 'bill_line_doubled' },
  one_fen_off: { fault: 'bill_line_changed', param: -1 },
  next_day: { fault: 'bill_line_moved' },
} as const

describeChannel(
  'stripe against the simulator',
  async () => {
    const { clock, provider, world, receiver, channel, arm, settle, stop } = await openStripe()
    for (const id of ['acct_1TeaShop', 'acct_1Courier']) {
      world.commit([{ kind: 'connected', record: { id, transfers: 'active' } }])
    }
    const { secretKey, webhookSecrets } = provider.credentials()
    return {
      channel,
      other: {
        clock,
        notifyUrl: receiver.url,
        pay: (attemptNo, how = {}) => {
          if (how.amount !== undefined) arm('paid_wrong_amount', attemptNo, { param: how.amount - 9_900 })
          if (how.merchantId !== undefined) arm('paid_wrong_merchant', attemptNo)
          return provider.pay(attemptNo, { payer: '', ...how }).paid
        },
        failPayment: (attemptNo) => void provider.fail(attemptNo, 'insufficient_funds'),
        arm,
        settle,
        takeNotices: async () => receiver.take() as RawNotice[],
        forge: ({ headers, body }) => {
          const signature = headers['stripe-signature']?.replace(/v1=.*/, `v1=${'7'.repeat(64)}`) ?? ''
          return { body, headers: { ...headers, 'stripe-signature': signature } }
        },
        money: () => {
          const sum = (kind: string) =>
            provider.movements().reduce((all, line) => all + (line.kind === kind ? line.amount : 0), 0)
          return { paid: sum('paid'), refunded: sum('refunded') }
        },
        breakBill: (_kind, how, no) => {
          world.faults.add({ ...BREAKS[how], order: no })
        },
        disputes: {
          open: (attemptNo, reason) => {
            const intent = [...world.intent.values()].find(
              ({ metadata }) => metadata.attempt_no === attemptNo,
            )
            return openDispute(world, intent?.id ?? '', { reason })?.id ?? ''
          },
          decide: (disputeNo, isWon) => void decideDispute(world, disputeNo, isWon),
        },
        secrets: [secretKey, ...webhookSecrets],
        stop,
      },
    }
  },
  {
    method: 'card',
    currency: 'USD',
    abilities: ['disputes', 'holds'],
    bills: { kinds: ['trade', 'fund'], zoneMs: 0, readyAfterMs: 0 },
    sharing: {
      receivers: [
        { type: 'merchant', account: 'acct_1TeaShop' },
        { type: 'merchant', account: 'acct_1Courier' },
      ],
      delayMs: 0,
      most: 9_900,
    },
    skips: {
      hold_parts:
        'only on another kind of pricing, for some cards: a hold is taken once (channel-facts-stripe)',
      refund_abnormal:
        'a refund that failed is over, its money in our balance again; see stripe-bounces.test.ts',
      expiry: 'a payment intent has no end of its own: it ends when it is cancelled',
      bill_altered: 'a day is a list that is read page by page: nobody gives a hash of it',
      share_failed: 'a transfer is made at once or refused: Stripe keeps nothing of one that was refused',
      share_finish: 'nothing is frozen: what is not shared is ours from the beginning',
      spacing: 'Stripe asks for no pause between refunds (capabilities.refundSpacingMs is 0)',
    },
  },
)
