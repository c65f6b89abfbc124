import { useQuery } from '@tanstack/react-query'
import { refundMachine } from '../../../src/modules/payment/refund-machine.ts'
import type { Order, TimelineEntry } from '../../api/nouns.ts'
import { StateBadge } from '../../ui/Badge.tsx'
import { BusinessNumber } from '../../ui/BusinessNumber.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { formatMoney } from '../../ui/money.ts'
import { formatTime } from '../../ui/time.ts'
import { cashierQuery, titleOf } from '../data/cashier.ts'
import { timelineQuery } from '../data/trade.ts'
import { useWords } from '../words/index.ts'

type Refund = Order['refunds'][number]

/** Money on its way back: each request with its parts, one for each means that paid, and every step with its moment. */
export function RefundProgress({ order }: { readonly order: Order }) {
  const t = useWords()
  const { refunds, currency } = order
  const timeline = useQuery({ ...timelineQuery(order.no), enabled: refunds.length > 0 })
  if (refunds.length === 0) return null
  const requests = Map.groupBy(refunds, ({ requestNo }) => requestNo)
  const sum = (some: readonly Refund[]) => some.reduce((total, { amount }) => total + amount, 0)
  return (
    <section className="card block">
      <h2>{t('order.refunds')}</h2>
      {[...requests].map(([no, parts]) => {
        const alive = parts.filter(({ state }) => state !== 'rejected')
        const back = alive.filter(({ state }) => state === 'succeeded')
        const money = (some: readonly Refund[]) => formatMoney(sum(some), currency)
        return (
          <div key={no} className="refund">
            {parts.length > 1 && (
              <p className="quiet">{t('refund.total', { refunded: money(back), amount: money(alive) })}</p>
            )}
            <ul className="refunds">
              {parts.map((refund) => (
                <RefundPart key={refund.no} refund={refund} entries={timeline.data?.items ?? []} />
              ))}
            </ul>
          </div>
        )
      })}
    </section>
  )
}

type PartProps = { readonly refund: Refund; readonly entries: readonly TimelineEntry[] }

function RefundPart({ refund, entries }: PartProps) {
  const t = useWords()
  const language = useLanguage()
  const cashier = useQuery(cashierQuery(refund.tradeNo))
  const steps = entries.filter(({ no, move }) => move.machine === 'refund' && no === refund.no)
  const paidBy = cashier.data?.attempts.find(({ no }) => no === refund.attemptNo)
  return (
    <li>
      <p className="refunds__head">
        <Money amount={refund.amount} currency={refund.currency} size="l" />
        <StateBadge machine={refundMachine} state={refund.state} />
      </p>
      <p className="quiet">
        {refund.to !== 'origin'
          ? t(`refund.to.${refund.to}`)
          : cashier.data &&
            paidBy &&
            t('refund.to.origin', { title: labelText(titleOf(cashier.data, paidBy.channel), language) })}
        {' · '}
        {refund.reason}
      </p>
      {refund.failure && <p className="note note--warn">{labelText(refund.failure.title, language)}</p>}
      <ol className="timeline refund__steps">
        {steps.toReversed().map((step) => (
          <li key={`${step.at}${step.move.on}`}>
            <strong>{labelText(step.label, language)}</strong>
            <time className="quiet" dateTime={step.at}>
              {formatTime(step.at, language)}
            </time>
          </li>
        ))}
        <li>
          <strong>{t('refund.asked')}</strong>
          <time className="quiet" dateTime={refund.createdAt}>
            {formatTime(refund.createdAt, language)}
          </time>
        </li>
      </ol>
      <BusinessNumber no={refund.no} />
    </li>
  )
}
