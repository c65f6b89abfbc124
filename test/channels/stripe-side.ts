import { createSimulator } from '../../simulator/index.ts'
import type { FaultName, Operation } from '../../simulator/stripe/faults.ts'
import type { StripeProvider } from '../../simulator/stripe/provider.ts'
import { createStripeChannel, type StripeConfig } from '../../src/channels/stripe/index.ts'
import type { PayRequest } from '../../src/channels/types.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { createReceiver } from '../simulator/receiver.ts'
import { TIMEOUT_MS } from './timeout.ts'

/** The simulated Stripe with a merchant whose clock stands still. */
export async function openStripe() {
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const simulator = await createSimulator({ clock, autorun: false, only: ['stripe'] })
  const provider = simulator.provider('stripe') as StripeProvider
  const receiver = await createReceiver()
  provider.setEndpoint(receiver.url)
  const { world } = provider
  /** A channel that remembers nothing, as after a restart. */
  const connect = (changes: Partial<StripeConfig> = {}) =>
    createStripeChannel({ ...provider.credentials(), clock, timeoutMs: TIMEOUT_MS, ...changes })
  let count = 0
  return {
    clock,
    simulator,
    provider,
    world,
    receiver,
    connect,
    channel: connect(),
    arm: (fault: FaultName, order: string, more: { on?: Operation; param?: number } = {}) =>
      world.faults.add({ fault, order, remaining: 1, ...more }),
    settle: async () => {
      world.waits.advance(MINUTE)
      await simulator.run()
    },
    request: (changes: Partial<PayRequest> = {}): PayRequest => ({
      attemptNo: `S${String(++count).padStart(11, '0')}`,
      amount: 9_900,
      currency: 'USD',
      description: '龙井茶 250g',
      expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
      notifyUrl: receiver.url,
      method: 'card',
      ...changes,
    }),
    stop: async () => {
      await simulator.close()
      await receiver.stop()
    },
  }
}

export type StripeSide = Awaited<ReturnType<typeof openStripe>>
