import { StateBadge } from '../../ui/Badge.tsx'
import { type Language, labelText } from '../../ui/language.ts'
import { type MachineName, machines } from '../machines/all.ts'

/** A state's badge; its words come from the machine's table. */
export const StateTag = ({ machine, state }: { machine: MachineName; state: string }) => (
  <StateBadge machine={machines[machine]} state={state} />
)

/** The choices of a filter by state. */
export const stateChoices = (machine: MachineName, language: Language): { value: string; label: string }[] =>
  Object.entries(machines[machine].states).map(([value, { label }]) => ({
    value,
    label: labelText(label, language),
  }))
