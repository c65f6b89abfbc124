import { placeTrade } from './deeds-buying.ts'
import type { Setting } from './setting.ts'

/** What becomes of held money 预授权: it is taken, in one go or in parts, or let go. */

export async function takeOrLetGo(world: Setting): Promise<void> {
  const { random, stage, provider } = world
  const held = await stage.promisedBy('hold')
  if (held.length === 0) return
  const attemptNo = random.pick(held)
  const amount = provider.bills.get(attemptNo)?.amount ?? 1
  const action = random.pick(['capture', 'capture', 'capture', 'void'] as const)
  await stage.actOnHold(attemptNo, action, random.chance(0.4) ? random.int(1, amount) : null, world.nextKey())
}

/** A room, whose hotel takes what was held by hand, in the end or night by night. */
const ROOM = 31

export async function holdAtHotel(world: Setting): Promise<void> {
  const { stage, provider } = world
  const made = await placeTrade(world, { mustHave: ROOM })
  if (!made) return
  await stage.promise(made.tradeNo, 'hold', world.nextKey())
  const last = [...provider.bills.values()].at(-1)
  if (!last?.isManual || last.state !== 'open') return
  provider.pay(last.attemptNo)
  await stage.checkAttempt(last.attemptNo)
}

/** A night is taken, or more than is left. */
export async function takePart(world: Setting): Promise<void> {
  const { random, stage, provider, earlier } = world
  const held = await stage.promisedBy('hold')
  if (held.length === 0) return holdAtHotel(world)
  const attemptNo = random.pick(held)
  const { amount = 1, inParts = 0 } = provider.bills.get(attemptNo) ?? {}
  const most = random.chance(0.1) ? amount : Math.ceil((amount - inParts) / 2)
  const key = world.nextKey()
  const asked = random.int(1, Math.max(1, most))
  const submit = () => stage.takePart(attemptNo, asked, key)
  earlier.push(submit)
  await submit()
}
