import type { Quote } from '../../api/nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { useWords } from '../words/index.ts'

/** The whole price: goods, every discount by its name and who bears it, delivery, and the sum. */
export function QuoteSummary({ quote }: { readonly quote: Quote }) {
  const t = useWords()
  const language = useLanguage()
  const { currency } = quote
  return (
    <section className="card block">
      <h2>{t('checkout.why')}</h2>
      <dl className="sums">
        <div>
          <dt>{t('checkout.goods')}</dt>
          <dd>
            <Money amount={quote.goodsAmount} currency={currency} />
          </dd>
        </div>
        {quote.discounts.map((discount) => {
          const title = labelText(discount.title, language)
          return (
            <div key={`${discount.bearer} ${title} ${discount.amount}`}>
              <dt>
                {title}
                <small>{t(`checkout.bearer.${discount.bearer}`)}</small>
              </dt>
              <dd>
                <Money amount={-Math.abs(discount.amount)} currency={currency} tone="off" />
              </dd>
            </div>
          )
        })}
        <div>
          <dt>{t('checkout.freight')}</dt>
          <dd>
            {quote.freightAmount === 0 ? (
              t('checkout.freight.free')
            ) : (
              <Money amount={quote.freightAmount} currency={currency} />
            )}
          </dd>
        </div>
        <div className="sums__total">
          <dt>{t('checkout.payable')}</dt>
          <dd>
            <Money amount={quote.payable} currency={currency} size="l" tone="price" />
          </dd>
        </div>
      </dl>
    </section>
  )
}
