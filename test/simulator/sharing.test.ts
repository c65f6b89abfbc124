import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SharingRequest } from '../../src/channels/abilities.ts'
import { DAY, MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { type Bench, createBench } from './bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await createBench()
})
afterAll(() => bench.stop())

const sharing = () => bench.channel.profitSharing!
const merchant = { type: 'merchant', account: '1900000110', name: '杭州茶叶有限公司' } as const
let count = 0

/** A payment whose money is frozen, a minute old, with its receiver known. */
async function frozen(amount = 10_000) {
  const attemptNo = await bench.start(amount, { profitSharing: true })
  bench.pay(attemptNo)
  expect(await sharing().addReceiver(merchant)).toMatchObject({ kind: 'done' })
  bench.clock.advance(MINUTE)
  return { attemptNo, channelNo: bench.world.orders.get(attemptNo)!.paid!.transactionId }
}
const share = (
  paid: { attemptNo: string; channelNo: string },
  amount: number,
  changes: Partial<SharingRequest> = {},
) =>
  sharing().share({
    sharingNo: `S${++count}`,
    ...paid,
    currency: 'CNY',
    receivers: [{ ...merchant, amount, description: '货款' }],
    isLast: false,
    ...changes,
  })
const settle = async () => {
  bench.world.waits.advance(2 * SECOND)
  await bench.simulator.run()
}

test('[P7] what was not shared after thirty days is the merchant’s by itself', async () => {
  const paid = await frozen()
  expect(await share(paid, 100)).toMatchObject({ kind: 'processing' })
  await settle()
  bench.world.waits.advance(30 * DAY - 3 * MINUTE)
  await bench.simulator.run()
  expect(bench.world.orders.get(paid.attemptNo)!.sharing).toMatchObject({ isFinished: false })
  bench.world.waits.advance(3 * MINUTE)
  await bench.simulator.run()
  expect(bench.world.orders.get(paid.attemptNo)!.sharing).toMatchObject({ isFinished: true, shared: 100 })
  expect(await share(paid, 1)).toMatchObject({ kind: 'refused' })
})

test('[P7] an order not meant for sharing, one too fresh, and a stranger are refused', async () => {
  const plain = await bench.start()
  bench.pay(plain)
  bench.clock.advance(MINUTE)
  const { transactionId } = bench.world.orders.get(plain)!.paid!
  expect(await share({ attemptNo: plain, channelNo: transactionId }, 1)).toMatchObject({
    kind: 'refused',
    code: 'INVALID_REQUEST',
  })
  const attemptNo = await bench.start(10_000, { profitSharing: true })
  bench.pay(attemptNo)
  const fresh = { attemptNo, channelNo: bench.world.orders.get(attemptNo)!.paid!.transactionId }
  expect(await share(fresh, 1)).toMatchObject({ kind: 'refused', code: 'ORDER_NOT_READY', retry: 'later' })
  bench.clock.advance(MINUTE)
  const stranger = { type: 'merchant', account: '1999999999', amount: 1, description: '货款' } as const
  expect(await share(fresh, 1, { receivers: [stranger] })).toMatchObject({ kind: 'refused' })
  expect(await share({ ...fresh, channelNo: '4200' }, 1)).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
})

test('[P7] fifty requests of an order, the ratio, and never the fee or what was refunded', async () => {
  const paid = await frozen()
  for (let i = 0; i < 50; i++) expect((await share(paid, 1)).kind).toBe('processing')
  expect(await share(paid, 1)).toMatchObject({ kind: 'refused', code: 'RULE_LIMIT' })
  const other = await frozen()
  expect(await share(other, 3_001)).toMatchObject({ code: 'RULE_LIMIT' })
  await bench.refund(other.attemptNo, 'RS1', 9_000)
  // 10,000 less 60 of the fee and 9,000 refunded.
  expect(await share(other, 941)).toMatchObject({ code: 'NOT_ENOUGH' })
  expect(await share(other, 940)).toMatchObject({ kind: 'processing' })
})

test('[P7] a receiver struck off meanwhile fails, and his money is not lost', async () => {
  const paid = await frozen()
  bench.arm('share_failed', paid.attemptNo)
  expect(await share(paid, 3_000)).toMatchObject({ kind: 'processing', receivers: [{ state: 'pending' }] })
  await settle()
  expect(bench.world.orders.get(paid.attemptNo)!.sharing!.shared).toBe(0)
  expect(await share(paid, 3_000)).toMatchObject({ kind: 'processing' })
})

test('[P7] a receiver who cannot give back leaves everything as it was', async () => {
  const paid = await frozen()
  await share(paid, 500, { sharingNo: 'BACK' })
  await settle()
  bench.arm('share_return_failed', paid.attemptNo)
  const back = {
    returnNo: 'RET1',
    sharingNo: 'BACK',
    channelNo: paid.channelNo,
    account: merchant.account,
    amount: 500,
    currency: 'CNY',
    description: '退款前回退',
  }
  expect(await sharing().giveBack(back)).toMatchObject({ kind: 'processing' })
  await settle()
  expect(await sharing().queryReturn(back)).toMatchObject({ kind: 'failed', code: 'PAYER_ACCOUNT_ABNORMAL' })
  expect(await sharing().giveBack({ ...back, returnNo: 'RET2' })).toMatchObject({ kind: 'processing' })
  await settle()
  expect(await sharing().queryReturn({ ...back, returnNo: 'RET2' })).toMatchObject({ kind: 'succeeded' })
  expect(bench.world.orders.get(paid.attemptNo)!.sharing!.shared).toBe(0)
})

test('[P7] a name under a key that is none of the platform’s is refused', async () => {
  const stranger = await createBench()
  const { createWechatChannel } = await import('../../src/channels/wechat/index.ts')
  const { platformKeys, ...mine } = bench.simulator.merchantCredentials
  const [serial] = Object.keys(platformKeys)
  const [, pem] = Object.values(stranger.simulator.merchantCredentials.platformKeys)
  const wrong = createWechatChannel({
    ...mine,
    // The serial is the platform's, the key is not.
    platformKeys: { [serial!]: pem!, ...Object.fromEntries(Object.entries(platformKeys).slice(1)) },
    clock: bench.clock,
  })
  bench.world.signingKey = 1
  expect(await wrong.profitSharing!.addReceiver(merchant)).toMatchObject({
    kind: 'refused',
    code: 'PARAM_ERROR',
  })
  bench.world.signingKey = 0
  wrong.dispose()
  await stranger.stop()
})
