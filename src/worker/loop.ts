import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../kernel/clock.ts'

export type LoopSpec = {
  /** Names the loop in the metrics and the log. */
  readonly name: string
  /** Pause between two rounds; each varies by a fifth, so that processes do not march in step. */
  readonly everyMs: number
  /** One round, bounded: returns how much was done. Long work watches the signal. */
  readonly run: (now: Date, signal: AbortSignal) => Promise<number>
  /** Rest after each round, however soon it is woken: a crowd of commits shares the next round. */
  readonly restMs?: number
  /** A round that did at least this much is followed by the next one at once: there is more. */
  readonly full?: number
  /** Nobody waits for it: while the process is busy it rests after each round, as long as the round took. */
  readonly givesWay?: true
}

export type LoopOptions = {
  readonly clock: Clock
  /** The share of the time, 0 to 1, that the process is at work; never busy when absent. */
  readonly busy?: () => number
  readonly observe: (round: { loop: string; seconds: number; done: number; failed: boolean }) => void
  readonly onFailure: (loop: string, error: unknown, pauseMs: number) => void
}

export type Loop = {
  readonly name: string
  /** There may be work: do not wait for the pause to end. During a round, another one follows it. */
  readonly wake: () => void
  /** Ends after the round under way; `signal` of that round is aborted. */
  readonly stop: () => Promise<void>
}

const MAX_BACK_OFF_MS = 60_000
/** While the process is busier than this, loops that give way take half of the time they would else take. */
const BUSY = 0.75
const LONGEST_REST_MS = 500

/** Runs rounds for ever, one at a time. A round that fails is repeated after a growing pause. */
export function startLoop(spec: LoopSpec, options: LoopOptions): Loop {
  const { name, everyMs, restMs = 0, run, full, givesWay } = spec
  const stopping = new AbortController()
  let woken = false
  let endPause: (() => void) | undefined
  let failures = 0

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(end, ms)
      function end() {
        clearTimeout(timer)
        endPause = undefined
        resolve()
      }
      endPause = end
    })

  const round = async (): Promise<number> => {
    const began = performance.now()
    const seconds = () => (performance.now() - began) / 1000
    try {
      const done = await run(options.clock.now(), stopping.signal)
      failures = 0
      options.observe({ loop: name, seconds: seconds(), done, failed: false })
      return full !== undefined && done >= full ? 0 : jittered(everyMs)
    } catch (error) {
      failures += 1
      const backOffMs = jittered(Math.min(everyMs * 2 ** failures, Math.max(MAX_BACK_OFF_MS, everyMs)))
      options.observe({ loop: name, seconds: seconds(), done: 0, failed: true })
      options.onFailure(name, error, backOffMs)
      return backOffMs
    }
  }

  const live = async (): Promise<void> => {
    await pause(randomInt(Math.min(everyMs, 1_000) + 1))
    while (!stopping.signal.aborted) {
      woken = false
      const began = performance.now()
      const pauseMs = await round()
      const tookMs = performance.now() - began
      const isBusy = givesWay && (options.busy?.() ?? 0) > BUSY
      if (isBusy && !stopping.signal.aborted) await sleep(Math.min(tookMs, LONGEST_REST_MS))
      if (pauseMs > 0 && restMs > 0 && !stopping.signal.aborted) await sleep(restMs)
      // While it fails, being woken does not shorten the pause: the fault would be hammered.
      const hurried = woken && failures === 0
      if (!hurried && pauseMs > 0 && !stopping.signal.aborted) await pause(pauseMs)
    }
  }
  const ended = live()

  return {
    name,
    wake: () => {
      woken = true
      if (failures === 0) endPause?.()
    },
    stop: () => {
      stopping.abort()
      endPause?.()
      return ended
    },
  }
}

const jittered = (ms: number): number => Math.round(ms * (0.8 + randomInt(401) / 1000))
