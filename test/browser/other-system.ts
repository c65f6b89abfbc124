import type { Channel, RefundRequest } from '../../src/channels/index.ts'
import { createWechatChannel, type WechatConfig } from '../../src/channels/wechat/index.ts'
import { after, MINUTE, systemClock } from '../../src/kernel/clock.ts'
import type { RunningDemo } from './running-demo.ts'

/** WeChat Pay as another system of the same merchant speaks to it: the account's keys are the same. */
async function otherSystem<T>(demo: RunningDemo, act: (channel: Channel) => Promise<T>): Promise<T> {
  const answer = await fetch(`${demo.simulatorUrl}/control/credentials`)
  const { wechat } = (await answer.json()) as { wechat: Omit<WechatConfig, 'clock'> }
  const channel = createWechatChannel({ ...wechat, clock: systemClock })
  try {
    return await act(channel)
  } finally {
    channel.dispose()
  }
}

const notifyUrl = (demo: RunningDemo) => `${demo.url}/v1/channels/wechat/notices`

/** It takes money under its own number; WeChat Pay tells us of it. The notice is genuine, and about nothing of ours. */
export async function payElsewhere(demo: RunningDemo, no: string, amount: number): Promise<void> {
  const started = await otherSystem(demo, (channel) =>
    channel.startPayment({
      attemptNo: no,
      amount,
      currency: 'CNY',
      description: 'Sold by another system',
      expiresAt: after(systemClock.now(), 30 * MINUTE),
      notifyUrl: notifyUrl(demo),
      method: 'native',
    }),
  )
  if (started.kind !== 'ready') throw new Error(`WeChat Pay did not take ${no}: ${started.kind}`)
  await fetch(`${demo.simulatorUrl}/control/orders/${no}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
}

type Given = Pick<RefundRequest, 'refundNo' | 'attemptNo' | 'channelNo' | 'amount' | 'total'>

/** Somebody refunds there by hand, under the number of a refund that was rejected here. */
export async function refundElsewhere(demo: RunningDemo, given: Given): Promise<void> {
  const report = await otherSystem(demo, (channel) =>
    channel.refund({
      ...given,
      currency: 'CNY',
      reason: 'Given back by hand',
      notifyUrl: notifyUrl(demo),
    }),
  )
  if (report.kind !== 'processing' && report.kind !== 'succeeded')
    throw new Error(`WeChat Pay did not refund ${given.refundNo}: ${report.kind}`)
}
