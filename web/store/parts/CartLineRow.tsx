import { Link } from 'react-router'
import type { CartLine } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { formatMoney } from '../../ui/money.ts'
import { Picture } from '../../ui/Picture.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { canBuy, type LineEdit, useRemoveLine } from '../data/cart.ts'
import { useWords } from '../words/index.ts'

type CartLineProps = { readonly line: CartLine; readonly edit: (edits: readonly LineEdit[]) => void }

export function CartLineRow({ line, edit }: CartLineProps) {
  const t = useWords()
  const language = useLanguage()
  const remove = useRemoveLine()
  const title = wording(line, 'title', language)
  const open = canBuy(line)
  const max = Math.min(line.limit, Math.max(line.available, 1))
  return (
    <li className={open ? 'line' : 'line line--off'}>
      <input
        type="checkbox"
        className="check"
        aria-label={t('cart.select', { title })}
        checked={line.selected && open}
        disabled={!open}
        onChange={() => edit([{ ...line, selected: !line.selected }])}
      />
      <Link to={`/products/${line.productId}`} className="line__picture" tabIndex={-1} aria-hidden="true">
        <Picture src={line.image} alt="" />
      </Link>
      <div className="line__text">
        <Link to={`/products/${line.productId}`} className="line__title">
          {title}
        </Link>
        <span className="line__spec">{wording(line, 'specText', language)}</span>
        <LineNote line={line} />
        <div className="line__foot">
          <Money amount={line.unitPrice} tone="price" />
          <span className="line__tools">
            {line.state !== 'delisted' && (
              <Stepper
                value={line.quantity}
                max={max}
                label={`${t('product.quantity')}: ${title}`}
                onChange={(quantity) => edit([{ ...line, quantity }])}
              />
            )}
            <Button
              size="s"
              tone="quiet"
              busy={remove.isPending}
              aria-label={t('cart.removeOf', { title })}
              onClick={() => remove.mutate(line.skuId)}
            >
              {t('cart.remove')}
            </Button>
          </span>
        </div>
      </div>
    </li>
  )
}

/** Why a line is not simply good (row E3). */
function LineNote({ line }: { readonly line: CartLine }) {
  const t = useWords()
  const { state, available, priceWhenAdded, unitPrice } = line
  if (state === 'ok') return null
  if (state === 'price_changed') {
    const up = unitPrice > priceWhenAdded
    const words = { from: formatMoney(priceWhenAdded), to: formatMoney(unitPrice) }
    return (
      <p className={up ? 'note note--warn' : 'note note--good'}>
        {t(up ? 'cart.priceUp' : 'cart.priceDown', words)}
      </p>
    )
  }
  if (state === 'delisted') return <p className="note note--bad">{t('cart.delisted')}</p>
  const text = available > 0 ? t('cart.outOfStock', { count: available }) : t('cart.outOfStock.none')
  return <p className="note note--bad">{text}</p>
}
