import type { CartGroup } from '../../api/nouns.ts'
import { ShopIcon } from '../../ui/icons.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { canBuy, type LineEdit } from '../data/cart.ts'
import { useWords } from '../words/index.ts'
import { CartLineRow } from './CartLineRow.tsx'
import { Promotions } from './Promotions.tsx'

type CartGroupProps = { readonly group: CartGroup; readonly edit: (edits: readonly LineEdit[]) => void }

export function CartGroupCard({ group, edit }: CartGroupProps) {
  const t = useWords()
  const language = useLanguage()
  const shop = wording(group.shop, 'name', language)
  const buyable = group.lines.filter(canBuy)
  const all = buyable.length > 0 && buyable.every(({ selected }) => selected)
  return (
    <section className="card block" aria-label={shop}>
      <header className="shop-head">
        <input
          type="checkbox"
          className="check"
          aria-label={t('cart.selectShop', { shop })}
          checked={all}
          disabled={buyable.length === 0}
          onChange={() => edit(buyable.map((line) => ({ ...line, selected: !all })))}
        />
        <ShopIcon size={18} />
        <h2>{shop}</h2>
      </header>
      <Promotions promotions={group.promotions} />
      <ul className="lines">
        {group.lines.map((line) => (
          <CartLineRow key={line.skuId} line={line} edit={edit} />
        ))}
      </ul>
      <p className="subtotal">
        {t('cart.subtotal')} <Money amount={group.subtotal} />
      </p>
    </section>
  )
}
