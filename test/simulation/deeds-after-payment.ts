import { MINUTE } from '../../src/kernel/clock.ts'
import type { Setting } from './setting.ts'
import type { Part } from './stage.ts'

/** What happens to money that has come in: payers go to their banks, and parts of it are shared out to others. */

export async function askBack({ random, provider }: Setting): Promise<void> {
  const paid = [...provider.bills.values()].filter(({ state }) => state === 'paid')
  if (paid.length > 0) provider.claims.ask(random.pick(paid).attemptNo)
}

export async function bankMoves({ random, provider }: Setting): Promise<void> {
  const open = provider.claims.open()
  if (open.length > 0) provider.claims.move(random.pick(open).disputeNo)
}

export async function answerBank(world: Setting): Promise<void> {
  const { random, stage } = world
  const { disputeNos } = await stage.desk()
  if (disputeNos.length === 0) return askBack(world)
  const act = random.pick(['respond', 'respond', 'concede', 'confirm', 'confirm', 'drop'] as const)
  await stage.actOnDispute(random.pick(disputeNos), act, random.chance(0.6), world.nextKey())
}

const ACCOUNTS = [
  ['merchant', 'm1'],
  ['merchant', 'm2'],
  ['person', 'p1'],
] as const

/** What waits for its turn has it before long. */
async function soon({ random, clock, stage }: Setting): Promise<void> {
  for (let turns = random.int(0, 2); turns > 0; turns--) {
    await stage.sweep()
    clock.now += random.pick([MINUTE, 2 * MINUTE])
  }
}

export async function share(world: Setting): Promise<void> {
  const { random, stage, earlier } = world
  const { received } = await stage.desk()
  if (received.length === 0) return
  const { attemptNo, captured } = random.pick(received.slice(-4))
  const parts = ACCOUNTS.filter(() => random.chance(0.4)).map(([type, account]): Part => {
    const amount = random.int(1, Math.max(1, random.chance(0.3) ? captured : Math.floor(captured / 3)))
    return { type, account, amount, shopId: random.pick([1, null]) }
  })
  const isLast = random.chance(0.2)
  const key = world.nextKey()
  const submit = () => stage.requestSharing(attemptNo, parts, isLast, key)
  earlier.push(submit)
  const sharingNo = await submit()
  if (!sharingNo || random.chance(0.3)) return
  await stage.decideSharing(sharingNo, 'approve', world.nextKey())
  await soon(world)
}

export async function decideOnSharing(world: Setting): Promise<void> {
  const { random, stage } = world
  const { requestedSharingNos, failedReturnNos } = await stage.desk()
  if (failedReturnNos.length > 0 && random.chance(0.7)) {
    const action = random.pick(['retry', 'retry', 'waive'] as const)
    return stage.decideReturn(random.pick(failedReturnNos), action, world.nextKey())
  }
  if (requestedSharingNos.length === 0) return
  const action = random.pick(['approve', 'approve', 'reject'] as const)
  await stage.decideSharing(random.pick(requestedSharingNos), action, world.nextKey())
}

export async function askShareBack(world: Setting): Promise<void> {
  const { random, stage } = world
  const { given } = await stage.desk()
  if (given.length === 0) return share(world)
  const { sharingNo, account, amount } = random.pick(given)
  await stage.requestReturn(sharingNo, account, random.int(1, amount + 1), world.nextKey())
  await soon(world)
}
