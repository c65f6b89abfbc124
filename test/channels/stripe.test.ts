import { createSimulator } from '../../simulator/index.ts'
import type { FaultName } from '../../simulator/stripe/faults.ts'
import type { StripeProvider } from '../../simulator/stripe/provider.ts'
import { createStripeChannel } from '../../src/channels/stripe/index.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { createReceiver } from '../simulator/receiver.ts'
import { describeChannel, type RawNotice } from './conformance/index.ts'

describeChannel(
  'stripe against the simulator',
  async () => {
    const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
    const simulator = await createSimulator({ clock, autorun: false, only: ['stripe'] })
    const provider = simulator.provider('stripe') as StripeProvider
    const { world } = provider
    const receiver = await createReceiver()
    provider.setEndpoint(receiver.url)
    const credentials = provider.credentials()
    const channel = createStripeChannel({ ...credentials, clock, timeoutMs: 250 })
    const arm = (fault: FaultName, order: string, param?: number) =>
      world.faults.add({ fault, order, remaining: 1, ...(param === undefined ? {} : { param }) })
    return {
      channel,
      other: {
        clock,
        notifyUrl: receiver.url,
        pay: (attemptNo, how = {}) => {
          if (how.amount !== undefined) arm('paid_wrong_amount', attemptNo, how.amount - 9_900)
          if (how.merchantId !== undefined) arm('paid_wrong_merchant', attemptNo)
          return provider.pay(attemptNo, { payer: '', ...how }).paid
        },
        failPayment: (attemptNo) => void provider.fail(attemptNo, 'insufficient_funds'),
        arm,
        settle: async () => {
          world.waits.advance(MINUTE)
          await simulator.run()
        },
        takeNotices: async () => receiver.take() as RawNotice[],
        forge: ({ headers, body }) => ({
          body,
          headers: {
            ...headers,
            'stripe-signature': headers['stripe-signature']!.replace(/v1=.*/, `v1=${'7'.repeat(64)}`),
          },
        }),
        money: () => {
          const of = (kind: string) =>
            provider.movements().reduce((sum, line) => sum + (line.kind === kind ? line.amount : 0), 0)
          return { paid: of('paid'), refunded: of('refunded') }
        },
        secrets: [credentials.secretKey, ...credentials.webhookSecrets],
        stop: async () => {
          await simulator.close()
          await receiver.stop()
        },
      },
    }
  },
  {
    method: 'card',
    currency: 'USD',
    skips: {
      expiry: 'a payment intent has no end of its own: it ends when it is cancelled',
      spacing: 'Stripe asks for no pause between refunds (capabilities.refundSpacingMs is 0)',
    },
  },
)
