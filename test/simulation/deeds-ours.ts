import { MINUTE } from '../../src/kernel/clock.ts'
import { share } from './deeds-after-payment.ts'
import { giveBack } from './deeds-refunds.ts'
import type { Setting } from './setting.ts'

/** What a provider does not refund we pay ourselves; what it paid all the same, and what receivers owe, is claimed back. */

export async function payOurselves(world: Setting): Promise<void> {
  const { random, stage, refunds } = world
  const { refusedNos, handNos, owedBackNos } = await stage.desk()
  if (owedBackNos.length > 0 && random.chance(0.5)) {
    const back = { isConfirmed: random.chance(0.8), isBack: true }
    return stage.byHand(random.pick(owedBackNos), 1, back.isConfirmed, world.nextKey(), back.isBack)
  }
  if (handNos.length > 0 && random.chance(0.7)) return transfer(world, random.pick(handNos))
  if (refusedNos.length === 0) return giveBack(world)
  const no = random.pick(refusedNos)
  refunds.push(no)
  await stage.askRedirect(no, random.pick(['wallet', 'wallet', 'hand']), world.nextKey())
  if (random.chance(0.3)) return
  await stage.decideRefund(no, random.chance(0.9) ? 'approve' : 'reject', false, world.nextKey())
  if (random.chance(0.6)) await stage.sweep()
}

/** A buyer who got a refund twice gives one back. As long as nobody has, a provider takes what it had refused. */
export async function claimBack(world: Setting): Promise<void> {
  const { random, stage } = world
  const { owedBackNos } = await stage.desk()
  if (owedBackNos.length === 0) return payTwice(world)
  await stage.byHand(random.pick(owedBackNos), 1, random.chance(0.8), world.nextKey(), true)
}

/** It is refused, asked about, paid by us, and then its first asking arrives. */
async function payTwice(world: Setting): Promise<void> {
  const { random, stage, provider, clock, nextKey } = world
  provider.refusals.refuseNext()
  await giveBack(world)
  clock.now += 2 * MINUTE
  await stage.sweep()
  const { refusedNos } = await stage.desk()
  if (refusedNos.length === 0) return
  const no = random.pick(refusedNos)
  await stage.askRedirect(no, random.chance(0.8) ? 'wallet' : 'hand', nextKey())
  await stage.decideRefund(no, 'approve', false, nextKey())
  await stage.sweep()
  provider.refusals.hurry()
}

/** Two people say that it was transferred, or the one who approved it turns back. */
async function transfer({ random, stage, nextKey }: Setting, refundNo: string): Promise<void> {
  if (random.chance(0.85)) return stage.byHand(refundNo, 1, random.chance(0.8), nextKey())
  await stage.decideRefund(refundNo, 'reject', false, nextKey())
}

/** Somebody has seen enough of a refund that does not go through. */
export async function stopSending(world: Setting): Promise<void> {
  const { random, stage, clock, refunds } = world
  const { sendingNos } = await stage.desk()
  if (sendingNos.length === 0) return giveBack(world)
  const no = random.pick(sendingNos)
  refunds.push(no)
  await stage.decideRefund(no, 'stop', false, world.nextKey())
  clock.now += random.pick([0, MINUTE, 2 * MINUTE])
  if (random.chance(0.7)) await stage.sweep()
}

/** Receivers owe what came back with no refund of the provider's: they transfer it, or their sales cover it. */
export async function seeToOwed(world: Setting): Promise<void> {
  const { random, stage, placed, refunds } = world
  const { owedNos, claimedNos, received } = await stage.desk()
  if (claimedNos.length > 0 && random.chance(0.7))
    return stage.actOnOwed(
      random.pick(claimedNos),
      random.pick(['confirm', 'confirm', 'refuse'] as const),
      world.nextKey(),
    )
  if (owedNos.length > 0 && random.chance(0.7)) {
    const no = random.pick(owedNos)
    if (random.chance(0.2)) return stage.decideReturn(no, 'waive', world.nextKey())
    return stage.actOnOwed(no, 'claim', world.nextKey())
  }
  await share(world)
  await stage.sweep()
  const tradeNos = new Set(received.slice(-4).map(({ tradeNo }) => tradeNo))
  const paid = placed.filter(({ tradeNo }) => tradeNos.has(tradeNo))
  if (paid.length === 0) return
  const orderNo = random.pick(random.pick(paid).orderNos)
  const no = await stage.requestRefund(orderNo, null, random.chance(0.7), world.nextKey())
  if (!no) return
  refunds.push(no)
  await stage.decideRefund(no, 'approve', false, world.nextKey())
  if (random.chance(0.7)) await stage.sweep()
}
