import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import type { Want } from '../../api/nouns.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { addressesQuery } from '../data/address.ts'
import { cartQuery, wantedLines } from '../data/cart.ts'
import { CheckoutView } from '../parts/CheckoutView.tsx'
import { useWords } from '../words/index.ts'

/** `/checkout` orders what is selected in the cart; `/checkout?sku=…&quantity=…` one thing, past the cart. */
function direct(params: URLSearchParams): Want[] | null {
  const skuId = Number(params.get('sku'))
  const quantity = Number(params.get('quantity') ?? 1)
  return Number.isSafeInteger(skuId) && skuId > 0 ? [{ skuId, quantity: Math.max(1, quantity) }] : null
}

export function CheckoutPage() {
  const t = useWords()
  const [params] = useSearchParams()
  const one = direct(params)
  const cart = useQuery({ ...cartQuery, enabled: one === null, staleTime: Number.POSITIVE_INFINITY })
  const addresses = useQuery(addressesQuery)
  const failed = [cart, addresses].find(({ isError }) => isError)
  if (failed) return <Failure error={failed.error} retry={() => failed.refetch()} />
  const lines = one ?? (cart.data ? wantedLines(cart.data) : null)
  if (!lines || !addresses.data) return <Loading />
  if (lines.length === 0) {
    return (
      <Empty title={t('checkout.nothing')}>
        <Link className="button button--primary" to="/cart">
          {t('cart.title')}
        </Link>
      </Empty>
    )
  }
  return <CheckoutView lines={lines} fromCart={one === null} addresses={addresses.data.items} />
}
