import type { ReactNode } from 'react'

export type Figure = {
  readonly name: string
  readonly value: ReactNode
  readonly tone?: 'good' | 'warn' | 'bad'
  /** What tests and scripts find it by. */
  readonly mark?: string
}

/** The few numbers that matter, side by side. */
export function Figures({ of }: { of: readonly Figure[] }) {
  return (
    <dl className="figures">
      {of.map(({ name, value, tone, mark }) => (
        <div key={name} className={tone ? `figure figure-${tone}` : 'figure'}>
          <dt>{name}</dt>
          <dd data-figure={mark}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
