import { anybody, placeTrade } from './deeds-buying.ts'
import type { Ordered, Setting } from './setting.ts'

/** Several trades are paid at once 合并付款. */

/** Somebody orders two or three times, and pays for all of it at once. */
export async function buyTogether(world: Setting): Promise<void> {
  const { random } = world
  const buyerId = anybody(random)
  const trades: Ordered[] = []
  for (let times = random.int(2, 3); times > 0; times--) {
    const made = await placeTrade(world, { buyerId })
    if (made) trades.push(made)
  }
  if (trades.length > 1) await pay(world, trades)
}

/** Trades as they come: some are paid or over already, are being paid alone, or in another company; some are another's. */
export async function payTogether(world: Setting): Promise<void> {
  const { random, placed } = world
  const recent = placed.slice(-8)
  const first = recent.length > 0 ? random.pick(recent) : undefined
  const others = recent.filter(
    (one) => one !== first && (one.buyerId === first?.buyerId || random.chance(0.05)),
  )
  if (!first || others.length === 0) return buyTogether(world)
  const more = others.filter(() => random.chance(0.6)).slice(0, 2)
  await pay(world, [first, ...(more.length > 0 ? more : others.slice(0, 1))])
}

async function pay(world: Setting, trades: readonly Ordered[]): Promise<void> {
  const { random, stage, provider, earlier } = world
  const nos = trades.map(({ tradeNo }) => tradeNo)
  const { buyerId } = trades[0]!
  const key = world.nextKey()
  const submit = () => stage.payTogether(nos, buyerId, key)
  earlier.push(submit)
  await submit()
  const open = [...provider.wholes.all.values()].at(-1)?.find(({ state }) => state === 'open')
  if (open && random.chance(0.5)) provider.pay(open.attemptNo)
}
