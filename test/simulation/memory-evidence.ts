import type { Lanes } from '../../src/flows/lanes.ts'
import type { Memory } from './memory.ts'

/** Keeps what was reported and is genuine. */
export const storeIn = (memory: Memory): Lanes['storeEvidence'] => ({
  submit: async ({ sourceId, kind, verified, subjectNo, report }) => {
    if (!verified || subjectNo === null || report === null)
      return { ok: true, value: { id: 0, isNew: false } }
    const known = memory.evidence.size
    const id = memory.keepEvidence(kind, `${kind}/${sourceId}`, subjectNo, report)
    return { ok: true, value: { id, isNew: memory.evidence.size > known } }
  },
  depth: () => 0,
  idle: () => Promise.resolve(),
})
