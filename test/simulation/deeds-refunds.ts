import { MINUTE } from '../../src/kernel/clock.ts'
import { placeTrade } from './deeds-buying.ts'
import type { Ordered, Setting } from './setting.ts'

/** Money goes back, and when the payer's bank does not take it, another way. */

/** Of somebody's order, newly bought or paid before: asked for, agreed on and sent, one after the other. */
export async function giveBack(world: Setting): Promise<void> {
  const { random, stage, placed, refunds, clock } = world
  const { received } = await stage.desk()
  const paid = placed.filter(({ tradeNo }) => received.some((one) => one.tradeNo === tradeNo))
  const trade = paid.length > 0 && random.chance(0.6) ? random.pick(paid) : await paidTrade(world)
  if (!trade) return
  const units = random.chance(0.6) ? { '1': 1 } : null
  const no = await stage.requestRefund(random.pick(trade.orderNos), units, false, world.nextKey())
  if (!no) return
  refunds.push(no)
  await stage.decideRefund(no, 'approve', false, world.nextKey())
  await stage.sweep()
  clock.now += random.pick([0, MINUTE, 3 * MINUTE])
  if (random.chance(0.7)) await stage.sweep()
}

async function paidTrade(world: Setting): Promise<Ordered | undefined> {
  const { stage, provider } = world
  const made = await placeTrade(world)
  if (!made) return undefined
  const how = { amount: null, walletAmount: 0, points: 0, channel: 'mock' as const }
  await stage.pay(made.tradeNo, null, how, world.nextKey())
  const { attemptNo = '' } = [...provider.bills.values()].at(-1) ?? {}
  if (provider.pay(attemptNo)) await stage.checkAttempt(attemptNo)
  return made
}

/** What the payer's bank refused goes to another card of his, or to us, from where people send it on. */
export async function sendAnotherWay(world: Setting): Promise<void> {
  const { random, stage, refunds } = world
  const before = await stage.desk()
  if (before.returnedNos.length > 0 && random.chance(0.6))
    return sendOn(world, random.pick(before.returnedNos))
  if (before.redirectNos.length > 0 && random.chance(0.6)) {
    const action = random.pick(['approve', 'approve', 'reject'] as const)
    await stage.decideRefund(random.pick(before.redirectNos), action, false, world.nextKey())
    return
  }
  if (before.abnormalNos.length === 0) await giveBack(world)
  const { abnormalNos } = await stage.desk()
  if (abnormalNos.length === 0) return
  const no = random.pick(abnormalNos)
  refunds.push(no)
  await stage.askRedirect(no, random.pick(['card', 'transfer', 'transfer']), world.nextKey())
  if (random.chance(0.3)) return
  await stage.decideRefund(no, 'approve', false, world.nextKey())
  if (random.chance(0.7)) await stage.sweep()
}

/** By a transfer of ours, which two people say, or into the wallet. */
async function sendOn({ random, stage, refunds, nextKey }: Setting, refundNo: string): Promise<void> {
  if (random.chance(0.6)) return stage.byHand(refundNo, 1, random.chance(0.8), nextKey())
  const again = await stage.decideRefund(refundNo, 'reissue', true, nextKey())
  if (!again) return
  refunds.push(again)
  await stage.decideRefund(again, 'approve', false, nextKey())
}
