import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Order } from '../../api/nouns.ts'
import { BusinessNumber } from '../../ui/BusinessNumber.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { formatTime } from '../../ui/time.ts'
import { addressLine } from '../data/address.ts'
import { titleIn } from '../data/cashier.ts'
import { methodsQuery } from '../data/trade.ts'
import { useWords } from '../words/index.ts'

/** Numbers, times and wishes: what customer service asks for stands here, ready to be copied. */
export function OrderFacts({ order }: { readonly order: Order }) {
  const t = useWords()
  const language = useLanguage()
  const { address, payment, invoice } = order
  const methods = useQuery(methodsQuery)
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('order.no'), <BusinessNumber key="no" no={order.no} />],
    [t('order.tradeNo'), <BusinessNumber key="trade" no={order.tradeNo} />],
    [t('order.placedAt'), formatTime(order.placedAt, language)],
    [t('order.paidAt'), order.paidAt && formatTime(order.paidAt, language)],
    [
      t('order.channel'),
      payment?.channel && labelText(titleIn(methods.data?.items ?? [], payment.channel), language),
    ],
    [t('order.allocationNo'), payment && <BusinessNumber key="share" no={payment.allocationNo} />],
    [t('order.remark'), order.remark],
    [t('order.invoice'), invoice && [invoice.title, invoice.taxNo].filter(Boolean).join(' ')],
  ]
  return (
    <>
      {address && (
        <section className="card block">
          <h2>{t('order.to')}</h2>
          <p>
            <strong>{address.name}</strong> {address.phone}
          </p>
          <p className="quiet">{addressLine(address)}</p>
        </section>
      )}
      <section className="card block">
        <h2>{t('order.info')}</h2>
        <dl className="facts">
          {facts
            .filter(([, value]) => value)
            .map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </section>
    </>
  )
}
