/** At most `most` per subject and window, counted in this process: for what is only a courtesy to others. */
export type Pace = {
  /** Seconds to wait; 0 means go on. */
  readonly take: (subject: string, now: Date) => number
  /** As `take`, without counting. */
  readonly wait: (subject: string, now: Date) => number
}

const SUBJECTS = 10_000

export const openPace = ({ most, windowMs }: { most: number; windowMs: number }): Pace => {
  const hits = new Map<string, { until: number; count: number }>()
  return {
    wait: (subject, now) => {
      const held = hits.get(subject)
      const left = held ? held.until - now.getTime() : 0
      return held && left > 0 && held.count >= most ? Math.ceil(left / 1000) : 0
    },
    take: (subject, now) => {
      const at = now.getTime()
      const held = hits.get(subject)
      if (held && held.until > at) {
        held.count += 1
        return held.count > most ? Math.ceil((held.until - at) / 1000) : 0
      }
      // The oldest makes room, so that many subjects cost no memory.
      if (hits.size >= SUBJECTS) hits.delete(hits.keys().next().value ?? '')
      hits.delete(subject)
      hits.set(subject, { until: at + windowMs, count: 1 })
      return 0
    },
  }
}
