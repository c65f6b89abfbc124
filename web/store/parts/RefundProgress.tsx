import { refundMachine } from '../../../src/modules/payment/machine.ts'
import type { Order } from '../../api/nouns.ts'
import { StateBadge } from '../../ui/Badge.tsx'
import { BusinessNumber } from '../../ui/BusinessNumber.tsx'
import { useLanguage } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { formatTime } from '../../ui/time.ts'
import { useWords } from '../words/index.ts'

/** Money on its way back, each refund with its state and the moment it arrived. */
export function RefundProgress({ refunds }: { readonly refunds: Order['refunds'] }) {
  const t = useWords()
  const language = useLanguage()
  if (refunds.length === 0) return null
  return (
    <section className="card block">
      <h2>{t('order.refunds')}</h2>
      <ul className="refunds">
        {refunds.map((refund) => (
          <li key={refund.no}>
            <p className="refunds__head">
              <Money amount={refund.amount} size="l" />
              <StateBadge machine={refundMachine} state={refund.state} />
            </p>
            <p className="quiet">
              {refund.reason} · {formatTime(refund.succeededAt ?? refund.createdAt, language)}
            </p>
            <BusinessNumber no={refund.no} />
          </li>
        ))}
      </ul>
    </section>
  )
}
