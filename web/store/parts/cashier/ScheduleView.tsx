import type { Cashier } from '../../../api/nouns.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { formatTime } from '../../../ui/time.ts'
import { useWords } from '../../words/index.ts'

/** What is due by which day, and what of it came in. */
export function ScheduleView({ cashier }: { readonly cashier: Cashier }) {
  const t = useWords()
  const language = useLanguage()
  const { parts } = cashier.schedule
  if (parts.length === 0) return null
  return (
    <section className="schedule" aria-label={t('pay.schedule')}>
      <h2>{t('pay.schedule')}</h2>
      <ol className="plan__parts">
        {parts.map((part) => (
          <li key={part.seq}>
            <span className="method__text">
              <span>{labelText(part.title, language)}</span>
              <small>
                {part.reason ?? t('pay.schedule.due', { time: formatTime(part.dueAt, language) })}
              </small>
            </span>
            {part.paid >= part.amount && <Badge tone="good">{t('pay.schedule.paid')}</Badge>}
            <Money amount={part.amount} currency={cashier.currency} />
          </li>
        ))}
      </ol>
    </section>
  )
}
