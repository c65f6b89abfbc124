import type { PaymentReport } from '../../api/staff-nouns.ts'
import { Money } from '../parts/money.tsx'

export type Unit = PaymentReport['figures'][number]['unit']

const span = (ms: number): string => {
  const seconds = ms / 1_000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  if (seconds < 3_600) return `${(seconds / 60).toFixed(1)} min`
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} d`
}

/** A number in its unit; a dash where there is none. */
export function Value({ of, unit, currency }: { of: number | null; unit: Unit; currency: string }) {
  if (of === null) return <span className="quiet">–</span>
  if (unit === 'money') return <Money amount={of} currency={currency} />
  return (
    <span className="amount">
      {unit === 'bps' ? `${(of / 100).toFixed(2)}%` : unit === 'ms' ? span(of) : of}
    </span>
  )
}
