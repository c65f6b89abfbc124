import type { Clock } from '../src/kernel/clock.ts'
import { createFaults, type FaultRule } from './faults.ts'
import type { Journal } from './journal.ts'
import type { Frame, ProviderName } from './provider.ts'
import type { WaitClock } from './waits.ts'

export type FrameParts = {
  readonly clock: Clock
  readonly waits: WaitClock
  /** Of the whole simulator. */
  readonly journal: Journal
  readonly poke: () => void
  readonly isStopping: () => boolean
  readonly baseUrl: () => string
}

/** What one provider stands on: the shared clocks, and a journal and fault rules of its own. */
export function openFrame(name: ProviderName, parts: FrameParts): Frame {
  const journal = scoped(parts.journal, name)
  const kept = journal.kept.filter(({ kind }) => kind === 'fault').map(({ record }) => record as FaultRule)
  const faults = createFaults(kept, (id, record) => journal.append([{ kind: 'fault', id, record }]))
  return { ...parts, journal, faults }
}

/** A provider's part of the journal: its kinds cannot meet those of another. */
function scoped(journal: Journal, name: ProviderName): Journal {
  const prefix = `${name}.`
  return {
    kept: journal.kept
      .filter(({ kind }) => kind.startsWith(prefix))
      .map((change) => ({ ...change, kind: change.kind.slice(prefix.length) })),
    append: (changes) => journal.append(changes.map((change) => ({ ...change, kind: prefix + change.kind }))),
  }
}
