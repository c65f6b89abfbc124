import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import type { Cart } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { CartIcon } from '../../ui/icons.tsx'
import { Money } from '../../ui/Money.tsx'
import { formatMoney } from '../../ui/money.ts'
import { Failure, Loading, Refusal } from '../../ui/states.tsx'
import { canBuy, cartQuery, useEditCart, wantedLines } from '../data/cart.ts'
import { CartGroupCard } from '../parts/CartGroupCard.tsx'
import { Promotions } from '../parts/Promotions.tsx'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

export function CartPage() {
  const t = useWords()
  const cart = useQuery({ ...cartQuery, staleTime: 0 })
  if (cart.isPending) return <Loading />
  if (cart.isError) return <Failure error={cart.error} retry={() => cart.refetch()} />
  return (
    <div className="page">
      <Title page={t('cart.title')} />
      <h1>{t('cart.title')}</h1>
      {cart.data.groups.length === 0 ? <NoLines /> : <CartView cart={cart.data} />}
    </div>
  )
}

function NoLines() {
  const t = useWords()
  return (
    <div className="state">
      <CartIcon size={44} />
      <p className="state__title">{t('cart.empty')}</p>
      <Link className="button button--primary" to="/">
        {t('cart.browse')}
      </Link>
    </div>
  )
}

function CartView({ cart }: { readonly cart: Cart }) {
  const t = useWords()
  const go = useNavigate()
  const edit = useEditCart()
  const buyable = cart.groups.flatMap(({ lines }) => lines).filter(canBuy)
  const all = buyable.length > 0 && buyable.every(({ selected }) => selected)
  const pieces = wantedLines(cart).reduce((count, { quantity }) => count + quantity, 0)
  const { quote } = cart
  return (
    <div className="columns">
      <div className="columns__main stack">
        <Promotions promotions={cart.promotions} />
        {cart.groups.map((group) => (
          <CartGroupCard key={group.shop.id} group={group} edit={edit.mutate} />
        ))}
        <Refusal error={edit.error} />
      </div>
      <aside className="bar cart-bar">
        <label className="cart-bar__all">
          <input
            type="checkbox"
            className="check"
            checked={all}
            disabled={buyable.length === 0}
            onChange={() => edit.mutate(buyable.map((line) => ({ ...line, selected: !all })))}
          />
          {t('cart.selectAll')}
        </label>
        <div className="cart-bar__sum" aria-live="polite">
          <span>
            {t('cart.total')} <Money amount={quote?.payable ?? 0} size="l" tone="price" />
          </span>
          {quote && (
            <small>
              {quote.discountAmount > 0 && `${t('cart.discount')} ${formatMoney(quote.discountAmount)} `}
              {quote.freightAmount > 0 && t('cart.freightNote', { amount: formatMoney(quote.freightAmount) })}
            </small>
          )}
        </div>
        <Button tone="primary" size="l" disabled={pieces === 0} onClick={() => go('/checkout')}>
          {t('cart.checkout', { count: pieces })}
        </Button>
      </aside>
    </div>
  )
}
