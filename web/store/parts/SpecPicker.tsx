import type { Product } from '../../api/nouns.ts'
import { useLanguage, wording } from '../../ui/language.ts'
import { type Choice, valueState } from '../data/matrix.ts'
import { useWords } from '../words/index.ts'

type SpecPickerProps = {
  readonly product: Product
  readonly choice: Choice
  readonly pick: (wish: { name: string; value: string }) => void
}

/** One group of radio buttons per option; a value that leads to no SKU stays visible and says so. */
export function SpecPicker({ product, choice, pick }: SpecPickerProps) {
  const t = useWords()
  const language = useLanguage()
  return product.options.map((option) => (
    <fieldset key={option.name} className="spec">
      <legend>{wording(option, 'name', language)}</legend>
      <div className="spec__values">
        {option.values.map((each) => {
          const wish = { name: option.name, value: each.value }
          const state = valueState(product, choice, wish)
          return (
            <label key={each.value} className={`spec__value spec__value--${state}`}>
              <input
                type="radio"
                name={`spec-${option.name}`}
                checked={choice[option.name] === each.value}
                onChange={() => pick(wish)}
              />
              <span>
                {wording(each, 'value', language)}
                {state !== 'open' && (
                  <span className="hidden-text">
                    {' '}
                    {t(state === 'none' ? 'product.unavailable' : 'product.stock.none')}
                  </span>
                )}
              </span>
            </label>
          )
        })}
      </div>
    </fieldset>
  ))
}
