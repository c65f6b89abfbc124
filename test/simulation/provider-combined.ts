import { type Asked, type Bill, LAG, LIE, type Wire } from './provider-facts.ts'

/** Combined orders 合单: a payer pays all parts at once, and whoever asks or closes does so about the whole. */
export function openWholes({ clock, fault, happens, chanceOf, refreshed, write }: Wire) {
  const all = new Map<string, readonly Bill[]>()
  const of = (wholeNo: string): readonly Bill[] => all.get(wholeNo) ?? []

  return {
    all,
    of,
    /** Makes it known, with all of its parts; a number that is known already is the same whole. */
    start(
      wholeNo: string,
      parts: readonly Pick<Asked, 'attemptNo' | 'amount'>[],
      { expiresAt, isFrozen }: Required<Pick<Asked, 'expiresAt' | 'isFrozen'>>,
    ): { lost: boolean; state: Bill['state'] } {
      const lost = fault(wholeNo)
      if (lost === 'lost_before') return { lost: true, state: 'open' }
      if (!all.has(wholeNo))
        all.set(
          wholeNo,
          parts.map((part) => write({ ...part, expiresAt, isFrozen, wholeNo })),
        )
      return { lost: lost === 'lost_after', state: refreshed(of(wholeNo)[0]!).state }
    },
    /** Undefined: no answer. One part may lag behind the others, or be left out. */
    query(wholeNo: string): readonly Bill[] | 'unknown_number' | undefined {
      if (fault(wholeNo) !== 'none') return undefined
      const parts = of(wholeNo).map(refreshed)
      const [first] = parts
      if (!first) return 'unknown_number'
      const news = Math.max(first.knownSince, first.paidAt)
      if (clock.now - news < LAG && happens(wholeNo, 0.1, 'query_not_found')) return 'unknown_number'
      const isFresh = first.state === 'paid' && clock.now - first.paidAt < LIE
      const isLagging = isFresh && happens(wholeNo, 0.2, 'query_not_paid')
      const lags = isLagging ? chanceOf(wholeNo).pick([...parts, null]) : undefined
      const told = parts.map(
        (part): Bill => (isLagging && (lags === null || lags === part) ? { ...part, state: 'open' } : part),
      )
      if (happens(wholeNo, 0.05, 'part_left_out')) told.splice(chanceOf(wholeNo).int(0, told.length - 1), 1)
      return told
    },
    /** Every part must be named. */
    close(
      wholeNo: string,
      named: readonly string[],
    ): 'closed' | 'already_paid' | 'unknown_number' | 'refused' | undefined {
      const lost = fault(wholeNo)
      if (lost === 'lost_before') return undefined
      const parts = of(wholeNo).map(refreshed)
      const isNamed = parts.every(({ attemptNo }) => named.includes(attemptNo))
      const isOpen = parts[0]?.state === 'open'
      if (isNamed && isOpen && happens(wholeNo, 0.1, 'close_ignored')) return 'closed'
      for (const part of isNamed && isOpen ? parts : [])
        Object.assign(part, { state: 'closed', closedAt: clock.now })
      if (lost === 'lost_after') return undefined
      if (parts.length === 0) return 'unknown_number'
      if (!isNamed) return 'refused'
      return parts[0]?.state === 'paid' ? 'already_paid' : 'closed'
    },
  }
}
