import type { Clock } from '../src/kernel/clock.ts'
import { openFrame } from './frame.ts'
import type { Journal } from './journal.ts'
import type { KeyRing } from './keys.ts'
import type { Frame, Payable, Provider, ProviderName } from './provider.ts'
import { type ProviderOptions, providerList } from './providers.ts'
import { createRunner, type Runner } from './runner.ts'
import { type Statement, statementOf } from './statement.ts'
import { type WaitClock, type WaitState, waitClock } from './waits.ts'

/** A provider and what it stands on. */
export type Mounted = { readonly provider: Provider; readonly frame: Frame }

/** All providers on one clock, with one memory and one statement. */
export type Simulation = {
  readonly clock: Clock
  readonly waits: WaitClock
  readonly mounted: readonly Mounted[]
  readonly runner: Runner
  saveClock(): void
  /** Of all providers, newest first. */
  payables(limit: number): readonly Payable[]
  /** What is scanned or opened, and whose it is. */
  byCode(code: string): { readonly one: Mounted; readonly payable: Payable } | undefined
  statement(): Statement
  /** By provider; for the merchant's configuration. */
  credentials(): Readonly<Record<string, Readonly<Record<string, unknown>>>>
  reset(): void
}

export type SimulationOptions = {
  readonly clock: Clock
  readonly journal: Journal
  readonly keys: KeyRing
  readonly autorun: boolean
  readonly baseUrl: () => string
  /** Absent: all of them. */
  readonly only?: readonly ProviderName[]
  readonly providers: ProviderOptions
}

export function openSimulation(options: SimulationOptions): Simulation {
  const { clock, journal, keys, only } = options
  const saved = journal.kept.find(({ kind }) => kind === 'clock')?.record as WaitState | undefined
  const waits = waitClock(clock, saved)
  const mounted: Mounted[] = []
  const runner = createRunner(() => mounted.map(({ provider }) => provider), waits, options.autorun)
  const { poke, isStopping } = runner
  const parts = { clock, waits, journal, poke, isStopping, baseUrl: options.baseUrl }
  for (const { name, open } of providerList) {
    if (only && !only.includes(name)) continue
    const frame = openFrame(name, parts)
    mounted.push({ frame, provider: open(frame, keys, options.providers) })
  }
  const each = <T>(of: (provider: Provider) => readonly T[]): T[] =>
    mounted.flatMap(({ provider }) => of(provider))
  return {
    clock,
    waits,
    mounted,
    runner,
    saveClock: () => journal.append([{ kind: 'clock', id: 'clock', record: waits.state() }]),
    payables: (limit) =>
      each((provider) => provider.payables(limit))
        .sort((a, b) => b.createdAt - a.createdAt)
        .slice(0, limit),
    byCode: (code) => {
      for (const one of mounted) {
        const payable = one.provider.payableByCode(code)
        if (payable) return { one, payable }
      }
      return undefined
    },
    statement: () => statementOf(each((provider) => provider.movements()).sort((a, b) => a.at - b.at)),
    credentials: () =>
      Object.fromEntries(mounted.map(({ provider }) => [provider.name, provider.credentials()])),
    reset: () => {
      for (const { provider, frame } of mounted) {
        provider.reset()
        frame.faults.clear()
      }
    },
  }
}
