import { Link } from 'react-router'
import type { Product } from '../../api/nouns.ts'
import { NextIcon, ShopIcon } from '../../ui/icons.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { useWords } from '../words/index.ts'

/** Shop, description and attributes; each stands only where there is something to say. */
export function ProductFacts({ product }: { readonly product: Product }) {
  const t = useWords()
  const language = useLanguage()
  const description = wording(product, 'description', language)
  return (
    <div className="product__more">
      <Link to={`/?shop=${product.shop.id}`} className="card shop-link">
        <ShopIcon size={26} />
        <span>
          <strong>{wording(product.shop, 'name', language)}</strong>
          <small>{t('product.shop.visit')}</small>
        </span>
        <NextIcon size={18} />
      </Link>
      {description && (
        <section className="card block">
          <h2>{t('product.details')}</h2>
          <p className="prose">{description}</p>
        </section>
      )}
      {product.attributes.length > 0 && (
        <section className="card block">
          <h2>{t('product.facts')}</h2>
          <dl className="facts">
            {product.attributes.map((attribute) => (
              <div key={attribute.name}>
                <dt>{wording(attribute, 'name', language)}</dt>
                <dd>{wording(attribute, 'value', language)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  )
}
