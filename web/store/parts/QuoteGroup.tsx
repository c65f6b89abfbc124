import type { Quote } from '../../api/nouns.ts'
import { ShopIcon } from '../../ui/icons.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { useWords } from '../words/index.ts'
import { Field } from './Field.tsx'
import { GoodsLine } from './GoodsLine.tsx'

type QuoteGroupProps = {
  readonly group: Quote['groups'][number]
  readonly remark: string
  readonly setRemark: (text: string) => void
}

/** One shop's part of the checkout: its lines, what they cost and why, and a note to the shop. */
export function QuoteGroup({ group, remark, setRemark }: QuoteGroupProps) {
  const t = useWords()
  const language = useLanguage()
  const shop = wording(group.shop, 'name', language)
  return (
    <section className="card block" aria-label={shop}>
      <header className="shop-head">
        <ShopIcon size={18} />
        <h2>{shop}</h2>
      </header>
      <ul className="lines">
        {group.lines.map((line) => (
          <GoodsLine key={line.skuId} line={line} />
        ))}
      </ul>
      <Field label={t('checkout.remark', { shop })}>
        {(box) => (
          <input
            {...box}
            className="input"
            maxLength={200}
            placeholder={t('checkout.remark.hint')}
            value={remark}
            onChange={(event) => setRemark(event.target.value)}
          />
        )}
      </Field>
      <p className="subtotal">
        {t('checkout.shop.payable')} <Money amount={group.payable} size="l" />
      </p>
    </section>
  )
}
