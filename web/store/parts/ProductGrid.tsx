import { Link } from 'react-router'
import type { ProductCard } from '../../api/nouns.ts'
import { useLanguage, wording } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { Picture } from '../../ui/Picture.tsx'
import { useUiWords } from '../../ui/words/index.ts'
import { useWords } from '../words/index.ts'

export function ProductGrid({ items }: { readonly items: readonly ProductCard[] }) {
  return (
    <ul className="grid">
      {items.map((item, place) => (
        <li key={item.id}>
          <Card item={item} eager={place < 6} />
        </li>
      ))}
    </ul>
  )
}

function Card({ item, eager }: { readonly item: ProductCard; readonly eager: boolean }) {
  const t = useWords()
  const language = useLanguage()
  const { listPrice, minPrice, maxPrice, currency } = item
  return (
    <Link to={`/products/${item.id}`} className="card product-card">
      <span className="product-card__picture">
        <Picture src={item.image} alt="" eager={eager} />
        {item.soldOut && <span className="product-card__veil">{t('product.soldOut')}</span>}
      </span>
      <span className="product-card__text">
        <span className="product-card__title">{wording(item, 'title', language)}</span>
        <span className="product-card__subtitle">{wording(item, 'subtitle', language)}</span>
        <span className="product-card__price">
          <Money amount={minPrice} currency={currency} size="l" tone="price" />
          {maxPrice > minPrice && <small>{t('product.from')}</small>}
          {listPrice !== null && listPrice > minPrice && (
            <s>
              <span className="hidden-text">{t('product.listPrice')} </span>
              <Money amount={listPrice} currency={currency} size="s" tone="quiet" />
            </s>
          )}
        </span>
        <span className="product-card__shop">{wording(item.shop, 'name', language)}</span>
      </span>
    </Link>
  )
}

export function ProductGridLoading() {
  const t = useUiWords()
  return (
    <div role="status">
      <span className="hidden-text">{t('loading')}</span>
      <ul className="grid" aria-hidden="true">
        {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((place) => (
          <li key={place} className="card product-card product-card--loading" />
        ))}
      </ul>
    </div>
  )
}
