import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type OpenStage, type Played, play } from './world.ts'

type Found = { readonly seed: number; readonly found: string }

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
  readonly commands: number
  readonly perMinute: number
  readonly perCpuMinute: number
}

/** Plays every seed and says how many worlds that were in a minute. */
export async function campaign(name: string, seeds: readonly number[], open: OpenStage): Promise<Campaign> {
  const begun = performance.now()
  const cpu = process.cpuUsage()
  const red: Played[] = []
  let commands = 0
  for (const seed of seeds) {
    const played = await play(seed, open)
    commands += played.commands
    if (played.wrong.length > 0) red.push(played)
  }
  const perMinute = Math.round((seeds.length / (performance.now() - begun)) * 60_000)
  const { user, system } = process.cpuUsage(cpu)
  const perCpuMinute = Math.round((seeds.length / (user + system)) * 60_000_000)
  const range = `seeds ${seeds.at(foundSeeds.length) ?? seeds[0]} to ${seeds.at(-1)}`
  console.log(
    `${name}: ${seeds.length} worlds, ${commands} commands, ${perMinute} worlds a minute, ${perCpuMinute} in a minute of its processor (${range})`,
  )
  return { red, commands, perMinute, perCpuMinute }
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
