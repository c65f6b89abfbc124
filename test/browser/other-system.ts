import { createWechatChannel, type WechatConfig } from '../../src/channels/wechat/index.ts'
import { after, MINUTE, systemClock } from '../../src/kernel/clock.ts'
import type { RunningDemo } from './running-demo.ts'

/**
 * Another system of the same merchant takes money under its own number, and WeChat Pay tells us of it: the account's
 * keys are the same, so the notice is genuine, and it is about nothing of ours.
 */
export async function payElsewhere(demo: RunningDemo, no: string, amount: number): Promise<void> {
  const answer = await fetch(`${demo.simulatorUrl}/control/credentials`)
  const { wechat } = (await answer.json()) as { wechat: Omit<WechatConfig, 'clock'> }
  const channel = createWechatChannel({ ...wechat, clock: systemClock })
  const started = await channel.startPayment({
    attemptNo: no,
    amount,
    currency: 'CNY',
    description: 'Sold by another system',
    expiresAt: after(systemClock.now(), 30 * MINUTE),
    notifyUrl: `${demo.url}/v1/channels/wechat/notices`,
    method: 'native',
  })
  channel.dispose()
  if (started.kind !== 'ready') throw new Error(`WeChat Pay did not take ${no}: ${started.kind}`)
  await fetch(`${demo.simulatorUrl}/control/orders/${no}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
}
