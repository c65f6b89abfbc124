import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { added, type Mix, nothing, paymentsIn } from './mix.ts'
import { STRIKES, type Strike } from './provider-facts.ts'
import { type OpenStage, type Played, play } from './world.ts'

/** `deeds`: how many there were to do when it was found, where there are more by now. */
type Found = { readonly seed: number; readonly found: string; readonly deeds?: number }

/** Seeds that once broke something: they are played first, for ever. */
export const foundSeeds = JSON.parse(
  readFileSync(new URL('./found-seeds.json', import.meta.url), 'utf8'),
) as readonly Found[]

/** `SEED=7` plays one world again; otherwise the pinned ones, then `count` from a fresh start that is printed. */
export function seedsToPlay(count: number): number[] {
  const given = process.env.SEED
  if (given) return given.split(',').map(Number)
  const first = Number(process.env.SEED_FROM ?? randomInt(1_000_000) * 1_000)
  return [...foundSeeds.map(({ seed }) => seed), ...Array.from({ length: count }, (_, i) => first + i)]
}

/** `perCpuMinute` counts this process's own work, so that a busy machine does not turn a fast core red. */
export type Campaign = {
  readonly red: readonly Played[]
  readonly worlds: number
  readonly commands: number
  /** Acts of paying that were begun. */
  readonly payments: number
  readonly crashes: number
  readonly mix: Mix
  /** How often each fault of the provider came about. */
  readonly struck: Readonly<Record<Strike, number>>
  readonly seconds: number
  readonly perMinute: number
  readonly perCpuMinute: number
}

const deedsOf = (seed: number): number | undefined => foundSeeds.find((one) => one.seed === seed)?.deeds

export type Limits = { readonly payments?: number; readonly seconds?: number }

/** Plays the seeds in turn, until there are no more or a limit is reached, and says what that was. */
export async function campaign(
  name: string,
  seeds: Iterable<number>,
  open: OpenStage,
  { payments: enough = Number.POSITIVE_INFINITY, seconds: patience = Number.POSITIVE_INFINITY }: Limits = {},
): Promise<Campaign> {
  const begun = performance.now()
  const cpu = process.cpuUsage()
  const seconds = (): number => (performance.now() - begun) / 1_000
  const played: number[] = []
  const red: Played[] = []
  const sums = { commands: 0, payments: 0, crashes: 0 }
  let mix = nothing
  const struck = Object.fromEntries(STRIKES.map((strike) => [strike, 0])) as Record<Strike, number>
  for (const seed of seeds) {
    if (sums.payments >= enough || seconds() >= patience) break
    const one = await play(seed, open, deedsOf(seed))
    played.push(seed)
    sums.commands += one.commands
    sums.crashes += one.crashes
    sums.payments += paymentsIn(one.mix)
    mix = added(mix, one.mix)
    for (const [strike, times] of one.struck) struck[strike] += times
    // Time-outs that were set and not needed are let go of only when the loop turns.
    await new Promise(setImmediate)
    if (one.wrong.length === 0) continue
    red.push(one)
    console.error(report([one]))
  }
  const worlds = played.length
  const perMinute = Math.round((worlds / seconds()) * 60)
  const { user, system } = process.cpuUsage(cpu)
  const perCpuMinute = Math.round((worlds / (user + system)) * 60_000_000)
  const fresh = played.filter((seed) => !foundSeeds.some((found) => found.seed === seed))
  console.log(
    `${name}: ${worlds} worlds, ${sums.payments} payments, ${sums.commands} commands, ${sums.crashes} crashes, ${red.length} red; ${perMinute} worlds a minute, ${perCpuMinute} in a minute of its processor (seeds ${fresh[0] ?? played[0]} to ${played.at(-1)})`,
  )
  return { red, worlds, ...sums, mix, struck, seconds: Math.round(seconds()), perMinute, perCpuMinute }
}

/** What a person needs to go on: the seed, where it broke, and how to play it again. */
export const report = (red: readonly Played[]): string =>
  red
    .slice(0, 5)
    .map(
      ({ seed, commands, wrong }) =>
        `SEED=${seed} after ${commands} commands: ${wrong.slice(0, 3).join('; ')}`,
    )
    .join('\n')
