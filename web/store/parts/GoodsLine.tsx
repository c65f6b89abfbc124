import type { OrderLine, Quote } from '../../api/nouns.ts'
import { labelText, useLanguage, wording } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { Picture } from '../../ui/Picture.tsx'
import { useWords } from '../words/index.ts'

type PricedLine = Quote['groups'][number]['lines'][number] | OrderLine

const SHARES = [
  ['goodsAmount', 'checkout.goods', 1],
  ['shopDiscount', 'checkout.shopDiscount', -1],
  ['platformDiscount', 'checkout.platformDiscount', -1],
  ['pointsAmount', 'checkout.points', -1],
  ['freight', 'checkout.freight', 1],
] as const

/** A line with all that its price is made of: the parts add up to what is paid, to the cent. */
export function GoodsLine({ line, note }: { readonly line: PricedLine; readonly note?: React.ReactNode }) {
  const t = useWords()
  const language = useLanguage()
  const stages = line.stages.filter(({ amount }) => amount !== 0)
  const shares = SHARES.filter(([part]) => line[part] !== 0)
  return (
    <li className="line">
      <span className="line__picture">
        <Picture src={line.image} alt="" />
      </span>
      <div className="line__text">
        <span className="line__title">{wording(line, 'title', language)}</span>
        <span className="line__spec">{wording(line, 'specText', language)}</span>
        <div className="line__foot">
          <span>
            <Money amount={line.unitPrice} /> <span className="quiet">× {line.quantity}</span>
          </span>
          {note}
        </div>
        {(stages.length > 1 || shares.length > 1) && (
          <details className="why">
            <summary>
              {t('checkout.line.why')} <Money amount={line.payable} size="s" />
            </summary>
            <dl className="sums">
              {stages.length > 1
                ? stages.map(({ stage, label, amount }) => (
                    <div key={stage}>
                      <dt>{labelText(label, language)}</dt>
                      <dd>
                        <Money amount={amount} size="s" tone={amount < 0 ? 'off' : 'ink'} />
                      </dd>
                    </div>
                  ))
                : shares.map(([part, word, sign]) => (
                    <div key={part}>
                      <dt>{t(word)}</dt>
                      <dd>
                        <Money amount={sign * line[part]} size="s" tone={sign < 0 ? 'off' : 'ink'} />
                      </dd>
                    </div>
                  ))}
              <div className="sums__total">
                <dt>{t('checkout.payable')}</dt>
                <dd>
                  <Money amount={line.payable} size="s" />
                </dd>
              </div>
            </dl>
          </details>
        )}
      </div>
    </li>
  )
}
