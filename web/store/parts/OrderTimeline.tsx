import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Order, TimelineEntry } from '../../api/nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { formatTime } from '../../ui/time.ts'
import { timelineQuery } from '../data/trade.ts'
import { useWords } from '../words/index.ts'

/** What a buyer follows: his order, its payment, refunds, and tries that failed; not the ways of the cashier. */
const isNews = ({ move }: TimelineEntry): boolean =>
  ['order', 'order_payment', 'refund'].includes(move.machine) ||
  (move.machine === 'attempt' && move.to === 'failed')

/** What happened and when, newest first; asked again whenever the order has a new version. */
export function OrderTimeline({ order }: { readonly order: Order }) {
  const { no, version, placedAt } = order
  const t = useWords()
  const language = useLanguage()
  const timeline = useQuery(timelineQuery(no))
  const { refetch } = timeline
  const news = timeline.data?.items.filter(isNews) ?? []
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is the reason to ask
  useEffect(() => void refetch(), [version, refetch])
  return (
    <section className="card block">
      <h2>{t('order.timeline')}</h2>
      {timeline.isPending && <Loading rows={1} />}
      {timeline.isError && <Failure error={timeline.error} retry={() => refetch()} />}
      <ol className="timeline">
        {news.toReversed().map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end
          <li key={news.length - at}>
            <strong>{labelText(entry.label, language)}</strong>
            <time className="quiet" dateTime={entry.at}>
              {formatTime(entry.at, language)}
            </time>
          </li>
        ))}
        <li>
          <strong>{t('order.placed')}</strong>
          <time className="quiet" dateTime={placedAt}>
            {formatTime(placedAt, language)}
          </time>
        </li>
      </ol>
    </section>
  )
}
