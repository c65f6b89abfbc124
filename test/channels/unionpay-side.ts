import { createSimulator, persons } from '../../simulator/index.ts'
import type { FaultName } from '../../simulator/unionpay/faults.ts'
import type { UnionpayProvider } from '../../simulator/unionpay/provider.ts'
import type { PayRequest } from '../../src/channels/types.ts'
import { createUnionpayChannel } from '../../src/channels/unionpay/index.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { formatNumber, type NumberKind } from '../../src/kernel/number.ts'
import { createReceiver } from '../simulator/receiver.ts'
import { TIMEOUT_MS } from './timeout.ts'

/** The simulated gateway with a merchant's channel before it, and the merchant's address for notices. */
export async function openUnionpay(start = new Date('2026-03-01T04:00:00Z')) {
  const clock = virtualClock(start)
  const simulator = await createSimulator({ clock, autorun: false, only: ['unionpay'] })
  const receiver = await createReceiver()
  // The gateway takes 200 and 302 for a receipt, no other answer.
  receiver.answer = 200
  const provider = simulator.provider('unionpay') as UnionpayProvider
  const credentials = provider.credentials()
  const channel = createUnionpayChannel({ ...credentials, clock, timeoutMs: TIMEOUT_MS })
  let count = 0
  const numberOf = (kind: NumberKind): string => {
    const second = Math.floor(clock.now().getTime() / 1000)
    return formatNumber({ kind, channel: 'web', second, lease: 1, slot: ++count, shard: 0 })
  }
  const request = (changes: Partial<PayRequest> = {}): PayRequest => ({
    attemptNo: numberOf('attempt'),
    amount: 9_900,
    currency: 'CNY',
    description: '龙井茶 250g',
    expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
    notifyUrl: receiver.url,
    method: 'app',
    ...changes,
  })
  return {
    clock,
    simulator,
    provider,
    receiver,
    credentials,
    channel,
    world: provider.world,
    numberOf,
    request,
    arm: (fault: FaultName, order: string, param?: number) =>
      provider.world.faults.add({ fault, order, remaining: 1, ...(param === undefined ? {} : { param }) }),
    /** An attempt that the payer has paid. */
    paid: async (changes: Partial<PayRequest> = {}) => {
      const asked = request(changes)
      const start = await channel.startPayment(asked)
      if (start.kind !== 'ready') throw new Error(`not started: ${start.kind}`)
      provider.pay(asked.attemptNo, { payer: persons[0]!.openid })
      const report = await channel.query(asked.attemptNo)
      if (report.kind !== 'succeeded') throw new Error(`not paid: ${report.kind}`)
      return { ...asked, channelNo: report.channelNo }
    },
    settle: async () => {
      provider.world.waits.advance(MINUTE)
      await simulator.run()
    },
    stop: async () => {
      channel.dispose()
      await simulator.close()
      await receiver.stop()
    },
  }
}
