import type { Provider } from './provider.ts'
import type { WaitClock } from './waits.ts'

const LONGEST_SLEEP_MS = 1_000

export type Runner = {
  /** Does everything that is due now, and what that makes due at once. Returns how many acts it did. */
  run(): Promise<number>
  /** Something new may be due: look now, not at the next waking. */
  poke(): void
  isStopping(): boolean
  stop(): Promise<void>
}

/** What providers wait for falls due by the waiting clock. Without `autorun` it does so only when `run` is called. */
export function createRunner(
  providers: () => readonly Provider[],
  waits: WaitClock,
  autorun: boolean,
): Runner {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let running: Promise<number> | undefined
  let again = false

  const pass = async () => {
    const done = await Promise.all(providers().map((provider) => provider.runDue()))
    return done.reduce((sum, acts) => sum + acts, 0)
  }

  const runAll = async () => {
    let total = 0
    for (let done = -1; done !== 0 && !stopped; total += done) done = await pass()
    return total
  }

  const run = () => {
    running ??= runAll().finally(() => {
      running = undefined
    })
    return running
  }

  const sleep = () => {
    if (stopped || !autorun) return
    const next = Math.min(...providers().map((provider) => provider.nextDue()))
    if (next === Number.POSITIVE_INFINITY) return
    clearTimeout(timer)
    timer = setTimeout(wake, Math.min(LONGEST_SLEEP_MS, Math.max(5, waits.realUntil(next))))
  }

  const wake = () => {
    if (stopped || !autorun) return
    if (running) {
      again = true
      return
    }
    void run().finally(() => {
      if (again) {
        again = false
        wake()
      } else sleep()
    })
  }

  if (autorun) setImmediate(wake)
  return {
    run,
    poke: () => {
      clearTimeout(timer)
      if (autorun && !stopped) setImmediate(wake)
    },
    isStopping: () => stopped,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
