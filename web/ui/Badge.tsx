import type { Definition } from '../../src/kernel/machine.ts'
import { labelText, useLanguage } from './language.ts'
import { type Tone, toneOf } from './tones.ts'

/** A small coloured word. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: React.ReactNode }) {
  return <span className={`badge badge--${tone}`}>{children}</span>
}

/** A state in the words of its machine's table, the single source of every state's name. */
export function StateBadge({ machine, state }: { readonly machine: Definition; readonly state: string }) {
  const language = useLanguage()
  const entry = machine.states[state]
  return <Badge tone={toneOf(machine.name, state)}>{entry ? labelText(entry.label, language) : state}</Badge>
}
