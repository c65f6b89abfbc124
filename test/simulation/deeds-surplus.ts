import { placeTrade } from './deeds-buying.ts'
import type { Setting } from './setting.ts'

/** More is paid than anybody owes, and its payer asks for it at his bank as well. */

/** Two pages are open, and both are paid. Some go to their bank before the surplus is on its way back. */
export async function payTooMuch(world: Setting): Promise<void> {
  const { random, stage, provider } = world
  const made = await placeTrade(world)
  if (!made) return
  const how = { walletAmount: 0, points: 0, channel: 'mock' as const }
  const known = new Set(provider.bills.keys())
  await stage.pay(made.tradeNo, null, { ...how, amount: null }, world.nextKey())
  await stage.pay(made.tradeNo, null, { ...how, amount: random.int(1, 3_000) }, world.nextKey())
  await stage.pay(made.tradeNo, null, { ...how, amount: null }, world.nextKey())
  const nos = [...provider.bills.keys()].filter((no) => !known.has(no))
  for (const no of nos.toReversed()) {
    if (!provider.pay(no) || random.chance(0.2)) continue
    await stage.checkAttempt(no)
    if (random.chance(0.3)) provider.claims.ask(no)
  }
}

/** It may be on its way back already, or be back. */
export async function askSurplusBack(world: Setting): Promise<void> {
  const { random, stage, provider } = world
  const { surplusNos } = await stage.desk()
  if (surplusNos.length === 0) return payTooMuch(world)
  provider.claims.ask(random.pick(surplusNos))
  const mine = provider.claims.open().at(-1)
  if (mine && random.chance(0.3)) provider.claims.move(mine.disputeNo)
}
