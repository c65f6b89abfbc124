import type { CartGroup } from '../../api/nouns.ts'
import { useLanguage, wording } from '../../ui/language.ts'
import { formatMoney } from '../../ui/money.ts'
import { useWords } from '../words/index.ts'

/** Discounts within reach, and what is still missing for each. */
export function Promotions({ promotions }: { readonly promotions: CartGroup['promotions'] }) {
  const t = useWords()
  const language = useLanguage()
  if (promotions.length === 0) return null
  return (
    <ul className="promotions">
      {promotions.map((promotion) => {
        const title = wording(promotion, 'title', language)
        const reached = promotion.missing === 0
        return (
          <li key={promotion.ruleId} className={reached ? 'promotion promotion--reached' : 'promotion'}>
            {reached
              ? t('cart.reached', { title })
              : t('cart.missing', { title, amount: formatMoney(promotion.missing) })}
          </li>
        )
      })}
    </ul>
  )
}
