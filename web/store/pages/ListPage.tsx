import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { Button } from '../../ui/Button.tsx'
import { ShieldIcon } from '../../ui/icons.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { Empty, Failure } from '../../ui/states.tsx'
import { type ProductFilter, productsQuery, shopsQuery } from '../data/catalog.ts'
import { Categories } from '../parts/Categories.tsx'
import { ProductGrid, ProductGridLoading } from '../parts/ProductGrid.tsx'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

const numberOf = (text: string | null): number | null =>
  text && /^\d{1,15}$/.test(text) ? Number(text) : null

function filterOf(params: URLSearchParams): ProductFilter {
  const category = numberOf(params.get('category'))
  const shop = numberOf(params.get('shop'))
  const q = params.get('q')
  return { ...(category && { category }), ...(shop && { shop }), ...(q && { q }) }
}

/** Products by category, shop and keyword; the filter is the address, so that it can be shared and gone back to. */
export function ListPage() {
  const t = useWords()
  const [params, setParams] = useSearchParams()
  const filter = filterOf(params)
  const list = useInfiniteQuery(productsQuery(filter))
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const choose = (name: string, value: string) => {
    const next = new URLSearchParams(params)
    if (value) next.set(name, value)
    else next.delete(name)
    setParams(next)
  }
  return (
    <div className="list">
      <Title page={filter.q ?? null} />
      <h1 className={filter.q ? 'list__title' : 'hidden-text'}>
        {filter.q ? t('search.results', { q: filter.q }) : t('store.title')}
      </h1>
      {!filter.q && !filter.category && !filter.shop && <Promises />}
      <div className="filters">
        <Categories
          chosen={filter.category ?? null}
          choose={(id) => choose('category', id ? String(id) : '')}
        />
        <ShopFilter chosen={filter.shop ?? null} choose={(id) => choose('shop', id)} />
      </div>
      {list.isPending && <ProductGridLoading />}
      {list.isError && <Failure error={list.error} retry={() => list.refetch()} />}
      {list.isSuccess && items.length === 0 && <Empty title={t('list.none')} />}
      {items.length > 0 && <ProductGrid items={items} />}
      <output className="hidden-text">{list.isSuccess && t('list.loaded', { count: items.length })}</output>
      {list.hasNextPage && (
        <div className="list__more">
          <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t('list.more')}
          </Button>
        </div>
      )}
      {list.isSuccess && !list.hasNextPage && items.length > 8 && (
        <p className="list__end">{t('list.end')}</p>
      )}
    </div>
  )
}

function Promises() {
  const t = useWords()
  return (
    <ul className="promises">
      {(['promise.one', 'promise.price', 'promise.refund'] as const).map((word) => (
        <li key={word}>
          <ShieldIcon size={18} />
          {t(word)}
        </li>
      ))}
    </ul>
  )
}

function ShopFilter({
  chosen,
  choose,
}: {
  readonly chosen: number | null
  readonly choose: (id: string) => void
}) {
  const t = useWords()
  const language = useLanguage()
  const { data } = useQuery(shopsQuery)
  return (
    <select
      className="input input--slim"
      aria-label={t('list.shop')}
      value={chosen ?? ''}
      onChange={(event) => choose(event.target.value)}
    >
      <option value="">{t('list.shop.all')}</option>
      {data?.items.map((shop) => (
        <option key={shop.id} value={shop.id}>
          {wording(shop, 'name', language)}
        </option>
      ))}
    </select>
  )
}
