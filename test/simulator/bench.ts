import { createSimulator, type KeyFile, persons, type SimulatorOptions } from '../../simulator/index.ts'
import type { FaultName } from '../../simulator/wechat/faults.ts'
import { pay } from '../../simulator/wechat/pay.ts'
import type { PayRequest } from '../../src/channels/types.ts'
import { createWechatChannel } from '../../src/channels/wechat/index.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { createReceiver } from './receiver.ts'

const keys: KeyFile = {}

/** A simulator, a merchant and his notice address, on one clock that stands still. */
export async function createBench(options: Partial<SimulatorOptions> = {}) {
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const simulator = await createSimulator({ clock, keys, autorun: false, only: ['wechat'], ...options })
  const receiver = await createReceiver()
  const channel = createWechatChannel({ ...simulator.merchantCredentials, clock, timeoutMs: 500 })
  const { world } = simulator
  let count = 0
  const start = async (amount = 100, changes: Partial<PayRequest> = {}): Promise<string> => {
    const attemptNo = `T${String(++count).padStart(9, '0')}`
    const answer = await channel.startPayment({
      attemptNo,
      amount,
      currency: 'CNY',
      description: '龙井茶',
      expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
      notifyUrl: receiver.url,
      method: 'native',
      ...changes,
    })
    if (answer.kind !== 'ready') throw new Error(`not ready: ${JSON.stringify(answer)}`)
    return attemptNo
  }
  const control = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${simulator.url}/control${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  return {
    clock,
    simulator,
    world,
    receiver,
    channel,
    start,
    control,
    arm: (fault: FaultName, order: string, param?: number) =>
      world.faults.add({ fault, order, remaining: 1, ...(param === undefined ? {} : { param }) }),
    pay: (no: string, inFlight = false) => pay(world, no, persons[0]!.openid, { inFlight }),
    refund: (no: string, refundNo: string, amount: number) => {
      const { paid } = world.orders.get(no)!
      return channel.refund({
        refundNo,
        attemptNo: no,
        channelNo: paid?.transactionId ?? 'none',
        amount,
        total: paid?.amount ?? amount,
        currency: 'CNY',
        reason: '退货',
        notifyUrl: receiver.url,
      })
    },
    /** What arrived, verified: the kind of notice or the reason of the refusal. */
    verdicts: () =>
      receiver.take().map(({ headers, body }) => channel.verifyNotice(headers, body, clock.now())),
    stop: async () => {
      channel.dispose()
      await simulator.close()
      await receiver.stop()
    },
  }
}

export type Bench = Awaited<ReturnType<typeof createBench>>
