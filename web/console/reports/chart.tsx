import type { PaymentReport } from '../../api/staff-nouns.ts'
import { useWords } from '../words/index.ts'

type Day = PaymentReport['days'][number]

const HEIGHT = 120
const WIDTH = 24
const PARTS = ['succeeded', 'failed', 'conflicted', 'closed', 'unknown', 'open'] as const

/** Attempts of each day by how they ended, one bar a day. The same numbers stand in the table below it. */
export function DayChart({ days }: { days: readonly Day[] }) {
  const t = useWords()
  const most = Math.max(1, ...days.map(({ started }) => started))
  return (
    <>
      <svg
        className="day-chart"
        role="img"
        aria-label={t('report.days')}
        viewBox={`0 0 ${days.length * WIDTH} ${HEIGHT}`}
        style={{ maxWidth: days.length * WIDTH * 2 }}
      >
        {days.map((day, at) => (
          <Bar key={day.day} day={day} left={at * WIDTH} scale={HEIGHT / most} />
        ))}
      </svg>
      <ul className="legend">
        {PARTS.map((part) => (
          <li key={part} className={`legend-${part}`}>
            {t(`report.${part}`)}
          </li>
        ))}
      </ul>
    </>
  )
}

function Bar({ day, left, scale }: { day: Day; left: number; scale: number }) {
  let top = HEIGHT
  return PARTS.map((part) => {
    const height = day[part] * scale
    top -= height
    return (
      <rect key={part} className={`bar-${part}`} x={left + 3} y={top} width={WIDTH - 6} height={height} />
    )
  })
}
