import { SHOPS, SKUS } from './catalog.ts'
import type { Random } from './random.ts'
import type { Ordered, Setting } from './setting.ts'

/** What buyers do: they order, and pay or promise to pay, all of it or a part, out of one pocket or several. */

export const anybody = (random: Random): string => `b${random.int(1, 4)}`

/** Somebody orders; returns the trade, or nothing where it was refused. */
export async function placeTrade(
  world: Setting,
  { buyerId, mustHave }: { readonly buyerId?: string; readonly mustHave?: number } = {},
): Promise<Ordered | undefined> {
  const { random, stage, placed, earlier } = world
  const skus = new Set(Array.from({ length: random.int(1, 3) }, () => random.pick(SKUS).skuId))
  if (mustHave !== undefined) skus.add(mustHave)
  // Lines of a shop stand together, as a cart shows them.
  const ordered = SHOPS.flatMap(({ shopId }) =>
    SKUS.filter((sku) => sku.shopId === shopId && skus.has(sku.skuId)),
  )
  const lines = ordered.map(({ skuId }) => ({ skuId, quantity: random.int(1, 3) }))
  const placement = { buyerId: buyerId ?? anybody(random), lines, key: world.nextKey() }
  const submit = async (): Promise<Ordered | undefined> => {
    const made = await stage.place(placement)
    if (!made) return undefined
    const known = placed.find(({ tradeNo }) => tradeNo === made.tradeNo)
    const ordered = known ?? { ...made, buyerId: placement.buyerId }
    if (!known) placed.push(ordered)
    return ordered
  }
  earlier.push(submit)
  return submit()
}

/** Most who order go on to pay at once. */
export async function buy(world: Setting): Promise<void> {
  await placeTrade(world)
  const made = world.placed.at(-1)
  if (made && world.random.chance(0.8)) await pay(world, made)
}

export async function startPayment(world: Setting): Promise<void> {
  if (world.placed.length === 0) await placeTrade(world)
  else await pay(world, world.random.pick(world.placed.slice(-3)))
}

async function pay(world: Setting, { tradeNo, orderNos }: Ordered): Promise<void> {
  const { random, stage, earlier } = world
  const orderNo = random.chance(0.2) ? random.pick(orderNos) : null
  const how = {
    amount: random.chance(0.4) ? random.int(1, 9_000) : null,
    walletAmount: random.chance(0.25) ? random.int(1, 3_000) : 0,
    points: random.chance(0.2) ? random.int(1, 1_500) : 0,
    channel: random.chance(0.12) ? ('wallet' as const) : ('mock' as const),
  }
  const key = world.nextKey()
  const submit = () => stage.pay(tradeNo, orderNo, how, key)
  earlier.push(submit)
  await submit()
}

export async function promise(world: Setting): Promise<void> {
  const { random, stage, placed, earlier } = world
  if (placed.length === 0) {
    await placeTrade(world)
    return
  }
  const { tradeNo } = random.pick(placed.slice(-5))
  const way = random.pick(['hold', 'hold', 'delivery'] as const)
  const key = world.nextKey()
  const submit = () => stage.promise(tradeNo, way, key)
  earlier.push(submit)
  await submit()
}

export async function choosePlan(world: Setting): Promise<void> {
  const { random, stage, placed } = world
  if (placed.length === 0) return
  const { tradeNo } = random.pick(placed.slice(-4))
  await stage.choosePlan(tradeNo, random.pick(['deposit', 'deposit', 'parts3']), world.nextKey())
}
