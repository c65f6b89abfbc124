import { createSimulator, persons, statementOf } from '../../simulator/index.ts'
import type { FaultName } from '../../simulator/wechat/faults.ts'
import { failPayment, pay } from '../../simulator/wechat/pay.ts'
import { createWechatChannel } from '../../src/channels/wechat/index.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { createReceiver } from '../simulator/receiver.ts'
import type { RawNotice, Subject } from './conformance/index.ts'
import { TIMEOUT_MS } from './timeout.ts'

/** The WeChat channel against the simulator, on one clock that stands still. */
export async function wechatSubject() {
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const simulator = await createSimulator({ clock, autorun: false, only: ['wechat'] })
  const receiver = await createReceiver()
  const channel = createWechatChannel({ ...simulator.merchantCredentials, clock, timeoutMs: TIMEOUT_MS })
  const { world } = simulator
  const { apiV3Key, merchantPrivateKey } = simulator.merchantCredentials
  const arm = (fault: FaultName, order: string, param?: number) =>
    world.faults.add({ fault, order, remaining: 1, ...(param === undefined ? {} : { param }) })
  const other: Subject['other'] = {
    clock,
    notifyUrl: receiver.url,
    pay: (attemptNo, how = {}) => {
      const asked = world.orders.get(attemptNo)
      if (how.amount !== undefined && asked) arm('paid_wrong_amount', attemptNo, how.amount - asked.total)
      if (how.merchantId !== undefined) arm('paid_wrong_merchant', attemptNo)
      return pay(world, attemptNo, persons[0]!.openid, how).paid
    },
    failPayment: (attemptNo) => {
      failPayment(world, attemptNo, '银行卡余额不足')
    },
    arm,
    settle: async () => {
      world.waits.advance(MINUTE)
      await simulator.run()
    },
    takeNotices: async () => receiver.take() as RawNotice[],
    forge: ({ headers, body }) => ({
      body,
      headers: { ...headers, 'wechatpay-signature': Buffer.alloc(256, 7).toString('base64') },
    }),
    breakBill: (kind, how, no) => world.commit({ bookBreak: { id: `${kind} ${how} ${no}`, kind, how, no } }),
    alterBill: (date) => arm('bill_altered', date),
    failShare: (attemptNo) => arm('share_failed', attemptNo),
    redirected: (refundNo) => {
      const to = world.refunds.get(refundNo)?.redirect
      return to?.type === 'USER_BANK_CARD' ? { account: to.account, holder: to.name } : undefined
    },
    money: () => statementOf(simulator.provider('wechat').movements()),
    secrets: [apiV3Key, merchantPrivateKey.split('\n')[5]!],
    stop: async () => {
      await simulator.close()
      await receiver.stop()
    },
  }
  return { channel, other, simulator, world, arm }
}
