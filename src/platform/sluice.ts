import { SECOND } from '../kernel/clock.ts'

export type Sluice = {
  /** How many more letters may be sent now. */
  readonly room: () => number
  /** Milliseconds until there may be room again; 0 where only an answer can make it. */
  readonly waitMs: () => number
  /** A letter is on its way; what is returned is called when it was answered. */
  readonly enter: () => () => void
}

export type SluiceOptions = {
  /** Letters on their way at once; those that hang are counted apart. */
  readonly most: number
  /** The share of the time that the process is at work, 0 to 1. */
  readonly busy?: (() => number) | undefined
  /** Monotonic milliseconds. */
  readonly stopwatch?: () => number
}

/** A letter that takes longer hangs: it holds a socket, but no longer a place that a quick receiver could have. */
const HANGS_AFTER_MS = SECOND
/** So many hanging letters for each place: then dead receivers together take places after all, and memory stays bounded. */
const HANGING_PER_PLACE = 8
/** A round is worth its questions when a quarter of the places are free. */
const WORTH_A_ROUND = 4

/** While the process is busier than this, letters give way to those who wait for an answer. */
const BUSY = 0.5
/** Letters a second, however busy: a backlog always ends, and costs the others some hundredths of the time. */
const LEAST_A_SECOND = 200
const MOST_A_SECOND = 10_000
/** What was not sent may be made up for within this time, and so many letters at any rate: a few wait for nothing. */
const STORED_MS = 100
const LEAST_STORED = 64
const ADJUSTED_EVERY_MS = 100
const DOWN_TO = 0.7
const UP_TO = 1.2

/**
 * Lets as many letters out as the process can bear. Dead receivers do not dam it up, for a letter that hangs is counted
 * apart. How many go out a second follows how busy the process is: fewer while orders and callbacks need it, more when
 * it is free.
 */
export function openSluice({
  most,
  busy = () => 0,
  stopwatch = () => performance.now(),
}: SluiceOptions): Sluice {
  let quick = 0
  let hanging = 0
  let perSecond = MOST_A_SECOND
  let stored = most
  let countedAt = stopwatch()
  let adjustedAt = countedAt

  const count = (): void => {
    const now = stopwatch()
    if (now - adjustedAt >= ADJUSTED_EVERY_MS) {
      const factor = Math.min(UP_TO, Math.max(DOWN_TO, 1 + BUSY - busy()))
      perSecond = Math.min(MOST_A_SECOND, Math.max(LEAST_A_SECOND, perSecond * factor))
      adjustedAt = now
    }
    stored = Math.min(storable(), stored + ((now - countedAt) * perSecond) / SECOND)
    countedAt = now
  }
  const storable = (): number => Math.max(Math.min(most, LEAST_STORED), (perSecond * STORED_MS) / SECOND)
  /** Half of what can be stored, so that a round is neither for one letter nor for all of a second. */
  const worth = (): number => Math.min(most / WORTH_A_ROUND, storable() / 2)

  return {
    room: () => {
      count()
      const free = Math.floor(Math.min(most - quick, most * HANGING_PER_PLACE - hanging - quick, stored))
      return free >= worth() ? free : 0
    },
    waitMs: () => {
      count()
      return stored >= worth() ? 0 : Math.ceil(((worth() - stored) * SECOND) / perSecond)
    },
    enter: () => {
      let hangs = false
      quick += 1
      stored -= 1
      const timer = setTimeout(() => {
        hangs = true
        quick -= 1
        hanging += 1
      }, HANGS_AFTER_MS)
      return () => {
        clearTimeout(timer)
        if (hangs) hanging -= 1
        else quick -= 1
      }
    },
  }
}
