import { SECOND } from '../../kernel/clock.ts'

export type Sluice = {
  /** How many more letters may be sent now. */
  readonly room: () => number
  /** A letter is on its way; what is returned is called when it was answered. */
  readonly enter: () => () => void
}

/** A letter that takes longer hangs: it holds a socket, but no longer a place that a quick receiver could have. */
const HANGS_AFTER_MS = SECOND
/** So many hanging letters for each place: then dead receivers together take places after all, and memory stays bounded. */
const HANGING_PER_PLACE = 8
/** Whoever asks the process waits this long at most for letters; beyond it fewer are sent at once. */
const LAG_TARGET_MS = 10
const LEAST = 8
/** A round is worth its questions when a quarter of the places are free. */
const WORTH_A_ROUND = 4

/**
 * Lets as many letters out as the process can bear. Dead receivers do not dam it up, for a letter that hangs is counted
 * apart; and when everything else is answered late, the opening is halved, and widened again bit by bit.
 */
export function openSluice({ most, lagMs }: { most: number; lagMs: () => number }): Sluice {
  let quick = 0
  let hanging = 0
  let opening = most
  return {
    room: () => {
      opening =
        lagMs() > LAG_TARGET_MS
          ? Math.max(Math.min(LEAST, most), Math.floor(opening / 2))
          : Math.min(most, opening + LEAST)
      const free = Math.min(opening - quick, most * HANGING_PER_PLACE - hanging - quick)
      return free >= opening / WORTH_A_ROUND ? free : 0
    },
    enter: () => {
      let hangs = false
      quick += 1
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
