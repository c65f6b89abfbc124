import { useEffect, useState } from 'react'
import { useUiWords } from './words/index.ts'

type StepperProps = {
  readonly value: number
  readonly max: number
  readonly onChange: (value: number) => void
  readonly label?: string
  readonly disabled?: boolean
}

/** A quantity between 1 and `max`; a typed number counts when the field is left. */
export function Stepper({ value, max, onChange, label, disabled }: StepperProps) {
  const t = useUiWords()
  const [draft, setDraft] = useState(String(value))
  useEffect(() => setDraft(String(value)), [value])
  const settle = (wanted: number) => {
    const next = Math.min(Math.max(1, Number.isSafeInteger(wanted) ? wanted : value), Math.max(1, max))
    setDraft(String(next))
    if (next !== value) onChange(next)
  }
  return (
    <fieldset className="stepper" disabled={disabled}>
      <legend className="hidden-text">{label ?? t('quantity.value')}</legend>
      <button
        type="button"
        aria-label={t('quantity.less')}
        disabled={value <= 1}
        onClick={() => settle(value - 1)}
      >
        −
      </button>
      <input
        inputMode="numeric"
        aria-label={label ?? t('quantity.value')}
        value={draft}
        onChange={(event) => setDraft(event.target.value.replace(/\D/g, '').slice(0, 4))}
        onBlur={() => settle(Number.parseInt(draft, 10))}
        onKeyDown={(event) => event.key === 'Enter' && settle(Number.parseInt(draft, 10))}
      />
      <button
        type="button"
        aria-label={t('quantity.more')}
        disabled={value >= max}
        onClick={() => settle(value + 1)}
      >
        +
      </button>
    </fieldset>
  )
}
