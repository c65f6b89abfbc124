import { Select } from 'antd'
import { StateBadge } from '../../ui/Badge.tsx'
import { type Language, labelText, useLanguage } from '../../ui/language.ts'
import { type MachineName, machines } from '../machines/all.ts'
import { useWords } from '../words/index.ts'

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

type FilterProps = {
  readonly machine: MachineName
  readonly value: string | null
  readonly onChange: (state: string | null) => void
}

/** One state, or every one, of what a list shows. */
export function StateFilter({ machine, value, onChange }: FilterProps) {
  const t = useWords()
  return (
    <Select
      className="filter-select"
      aria-label={t('orders.state')}
      placeholder={t('orders.state')}
      value={value}
      options={stateChoices(machine, useLanguage())}
      onChange={(state) => onChange(state ?? null)}
      allowClear
    />
  )
}
