import { DAY, MINUTE, SECOND } from '../../src/kernel/clock.ts'
import {
  answerBank,
  askBack,
  askShareBack,
  bankMoves,
  decideOnSharing,
  share,
} from './deeds-after-payment.ts'
import { buy, choosePlan, promise, startPayment } from './deeds-buying.ts'
import { holdAtHotel, takeOrLetGo, takePart } from './deeds-holds.ts'
import { claimBack, payOurselves, seeToOwed, stopSending } from './deeds-ours.ts'
import { giveBack, sendAnotherWay } from './deeds-refunds.ts'
import { askSurplusBack, payTooMuch } from './deeds-surplus.ts'
import { buyTogether, payTogether } from './deeds-together.ts'
import type { Mix } from './mix.ts'
import { openProvider, type Provider } from './provider.ts'
import type { Strike } from './provider-facts.ts'
import { seeded } from './random.ts'
import type { Clock, Setting } from './setting.ts'
import { CRASH_POINTS, Crash, type Stage } from './stage.ts'

export type { Clock } from './setting.ts'
export type OpenStage = (provider: Provider, clock: Clock) => Promise<Stage>

export type Played = {
  readonly seed: number
  readonly commands: number
  readonly mix: Mix
  readonly crashes: number
  readonly struck: ReadonlyMap<Strike, number>
  readonly wrong: readonly string[]
}

const START = Date.UTC(2026, 0, 1)
export const COMMANDS = 60

/**
 * Plays one world: buyers, merchants, staff, payers, forgers, faults and crashes, in an order that only the seed
 * decides; then lets everything come to rest with an honest provider. Returns what was wrong, after every command.
 * `known`: only the first so many deeds are done, so that a seed found before there were more plays what it played then.
 */
export async function play(seed: number, open: OpenStage, known = DEEDS): Promise<Played> {
  const random = seeded(seed)
  const clock: Clock = { now: START }
  const provider = openProvider(seed, clock, known > BEFORE_HARD_BANKS, known > BEFORE_REFUSALS)
  let serial = 0
  const world: Setting = {
    random,
    clock,
    provider,
    stage: await open(provider, clock),
    placed: [],
    refunds: [],
    earlier: [],
    nextKey: () => `k${++serial}`,
    crashes: 0,
  }
  const over = async (commands: number, wrong: readonly string[]): Promise<Played> => {
    const mix = await world.stage.mix()
    return { seed, commands, mix, crashes: world.crashes, struck: provider.struck, wrong }
  }
  for (let command = 1; command <= COMMANDS; command++) {
    clock.now += random.pick([0, 1, 500, 5 * SECOND, 40 * SECOND, 3 * MINUTE])
    if (random.chance(0.12)) world.stage.arm(random.pick(CRASH_POINTS), random.int(1, 3))
    const wrong = (await attempted(world, () => act(world, known))) ?? (await world.stage.glance())
    if (wrong.length > 0) return over(command, wrong)
    await world.stage.disarm()
  }
  return over(COMMANDS, await rest(world))
}

/** Runs a step; a crash is part of the play, any other error is a finding. */
async function attempted(world: Setting, step: () => Promise<unknown>): Promise<string[] | undefined> {
  try {
    await step()
    return undefined
  } catch (error) {
    if (!(error instanceof Crash)) return [`defect: ${(error as Error).stack ?? String(error)}`]
    world.crashes += 1
    return undefined
  }
}

const deeds: readonly [weight: number, deed: (world: Setting) => Promise<unknown>][] = [
  [10, buy],
  [11, startPayment],
  [3, promise],
  [2, choosePlan],
  [3, takeOrLetGo],
  [3, countCash],
  [1, askSupplement],
  [8, payAtProvider],
  [8, deliverNotices],
  [8, sweep],
  [2, cancel],
  [5, fund],
  [2, refund],
  [3, decide],
  [2, merchant],
  [2, again],
  [1, forge],
  [1, conflict],
  [1, waitLong],
  [2, look],
  [2, askBack],
  [3, bankMoves],
  [4, answerBank],
  [5, share],
  [2, decideOnSharing],
  [3, askShareBack],
  [2, buyTogether],
  [1, payTogether],
  [2, holdAtHotel],
  [4, takePart],
  [3, giveBack],
  [4, sendAnotherWay],
  [2, payTooMuch],
  [2, askSurplusBack],
  [5, payOurselves],
  [2, stopSending],
  [3, seeToOwed],
  [4, claimBack],
]
/** Seeds that were found while there were no more than these met payers' banks that took almost every refund. */
const BEFORE_HARD_BANKS = 30
/** Seeds that were found while there were no more than these met a provider that took every refund it could. */
const BEFORE_REFUSALS = 36
/** How many there are to do. A seed's world is another one when there are more. */
export const DEEDS = deeds.length

function act(world: Setting, known: number): Promise<unknown> {
  const all = deeds.slice(0, known)
  let ticket = world.random.int(
    1,
    all.reduce((sum, [weight]) => sum + weight, 0),
  )
  for (const [weight, deed] of all) {
    ticket -= weight
    if (ticket <= 0) return deed(world)
  }
  return Promise.resolve()
}

const anyOrder = ({ random, placed }: Setting): string => random.pick(random.pick(placed).orderNos)
const keyOf = (world: Setting): string => world.nextKey()

async function countCash(world: Setting): Promise<void> {
  const { random, stage, refunds } = world
  const promised = await stage.promisedBy('delivery')
  const subject = random.chance(0.3) && refunds.length > 0 ? random.pick(refunds) : promised[0]
  if (subject) await stage.byHand(subject, random.int(1, 20_000), random.chance(0.8), keyOf(world))
}

async function askSupplement(world: Setting): Promise<void> {
  const { random, stage, placed } = world
  if (placed.length > 0) await stage.askSupplement(anyOrder(world), random.int(1, 5_000), keyOf(world))
}

async function payAtProvider({ random, provider, stage, clock }: Setting): Promise<void> {
  // Some had opened the page before it was closed.
  const open = [...provider.bills.values()].filter(
    (bill) => bill.state === 'open' || (bill.closedAt > 0 && random.chance(0.1)),
  )
  if (open.length === 0) return
  const { attemptNo } = random.pick(open)
  provider.pay(attemptNo)
  clock.now += random.pick([0, 800])
  if (random.chance(0.3)) await stage.checkAttempt(attemptNo)
}

async function deliverNotices({ provider, stage }: Setting): Promise<void> {
  const arrived = provider.arrivals()
  while (arrived.length > 0) {
    try {
      await stage.notice(arrived[0]!)
    } catch (error) {
      provider.unheard(arrived)
      throw error
    }
    arrived.shift()
  }
}

/** A loop comes back as long as it finds something due. What is due again at once would make it spin for ever. */
async function sweep({ stage }: Pick<Setting, 'stage'>): Promise<void> {
  for (let round = 0; round < 4; round++) if ((await stage.sweep()) === 0) return
  throw new Error('something is due again as soon as it was done: the sweep spins')
}

async function cancel(world: Setting): Promise<void> {
  const { random, stage, placed } = world
  if (placed.length === 0) return
  if (random.chance(0.4)) await stage.cancelOrder(anyOrder(world), keyOf(world))
  else await stage.cancelTrade(random.pick(placed).tradeNo, keyOf(world))
}

async function fund(world: Setting): Promise<void> {
  const { random, stage } = world
  const kind = random.pick(['wallet', 'points'] as const)
  await stage.fund(`b${random.int(1, 4)}`, kind, random.int(1_000, 40_000), keyOf(world))
}

async function refund(world: Setting): Promise<void> {
  const { random, stage, placed, refunds } = world
  if (placed.length === 0) return
  const units = random.chance(0.5) ? null : { '1': random.int(1, 2) }
  const no = await stage.requestRefund(anyOrder(world), units, random.chance(0.1), keyOf(world))
  if (no) refunds.push(no)
}

async function decide(world: Setting): Promise<void> {
  const { random, stage, provider } = world
  // Half of the time staff look at what their channel did not pay.
  const failed = [...provider.paybacks.values()].filter(({ ending }) => ending !== 'done')
  const refunds =
    failed.length > 0 && random.chance(0.5) ? failed.map(({ refundNo }) => refundNo) : world.refunds
  if (refunds.length === 0) return refund(world)
  const action = random.pick(['approve', 'approve', 'reject', 'retry', 'reissue'] as const)
  const no = await stage.decideRefund(random.pick(refunds), action, random.chance(0.5), keyOf(world))
  if (no) world.refunds.push(no)
}

async function merchant(world: Setting): Promise<void> {
  const { random, stage, placed } = world
  if (placed.length === 0) return
  await stage.act(
    anyOrder(world),
    random.pick(['confirm', 'confirm', 'confirm', 'complete', 'decline', 'withdraw']),
    keyOf(world),
  )
}

async function again({ random, earlier }: Setting): Promise<void> {
  if (earlier.length > 0) await random.pick(earlier)()
}

async function forge({ random, provider }: Setting): Promise<void> {
  if (provider.bills.size > 0) provider.forge(random.pick([...provider.bills.keys()]))
}

async function conflict(world: Setting): Promise<void> {
  const odd = [...world.provider.bills.values()].find(
    ({ taken, amount, merchantId, currency }) =>
      taken > 0 && (taken !== amount || merchantId !== 'm1' || currency !== 'CNY'),
  )
  if (!odd) return
  const no = await world.stage.refundSurplus(odd.attemptNo, keyOf(world))
  if (no) world.refunds.push(no)
}

async function waitLong({ random, clock }: Setting): Promise<void> {
  clock.now += random.pick([10 * MINUTE, 40 * MINUTE, DAY])
}

async function look({ random, provider, stage }: Setting): Promise<void> {
  if (provider.bills.size > 0) await stage.checkAttempt(random.pick([...provider.bills.keys()]))
}

const ROUNDS = 100

/** Minutes, then half hours; then days in which holds lapse and parts fall due, each with minutes after it. */
const pause = (round: number): number => {
  if (round < 20) return MINUTE
  if (round < 40) return 30 * MINUTE
  return round % 4 === 0 ? 6 * DAY : 11 * MINUTE
}

/** Time goes on, the provider is honest now, and nobody does anything: everything must end by itself. */
async function rest(world: Setting): Promise<string[]> {
  const { stage, clock, provider } = world
  provider.faults.isHonest = true
  for (let round = 0; round < ROUNDS; round++) {
    clock.now += pause(round)
    const failed = await attempted(world, async () => {
      await deliverNotices(world)
      await sweep({ stage })
    })
    if (failed) return failed
    if (round > 22 && provider.pending() === 0 && (await stage.unrest()).length === 0) break
  }
  return [...(await stage.audit()), ...(await stage.unrest())]
}
