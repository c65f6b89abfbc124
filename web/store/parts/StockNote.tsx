import { useWords } from '../words/index.ts'

const LOW = 10
/** The API tells availability up to this. */
const MANY = 99

export function StockNote({ available }: { readonly available: number }) {
  const t = useWords()
  if (available <= 0) return <span className="stock stock--none">{t('product.stock.none')}</span>
  if (available <= LOW)
    return <span className="stock stock--low">{t('product.stock.low', { count: available })}</span>
  if (available >= MANY) return <span className="stock">{t('product.stock.many')}</span>
  return <span className="stock">{t('product.stock', { count: available })}</span>
}
