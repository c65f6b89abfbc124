import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, useParams, useSearchParams } from 'react-router'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { combinedQuery, togetherAt, togetherQuery, tradesNamed } from '../data/together.ts'
import { Title } from '../parts/Title.tsx'
import { TogetherCashier } from '../parts/together/TogetherCashier.tsx'
import { useWords } from '../words/index.ts'

/** Several trades paid at once: what each comes to, one way to pay, one result. */
export function TogetherPage() {
  const t = useWords()
  const [query] = useSearchParams()
  const nos = tradesNamed(query.get('trades'))
  const cashier = useQuery(togetherQuery(nos))
  return (
    <div className="page page--narrow">
      <Title page={t('together.title')} />
      {nos.length === 0 && (
        <Empty title={t('together.none')}>
          <Link to="/orders?tab=to_pay" className="button button--primary">
            {t('together.pick')}
          </Link>
        </Empty>
      )}
      {nos.length > 0 && cashier.isPending && <Loading rows={4} />}
      {cashier.isError && !cashier.data && <Failure error={cashier.error} retry={() => cashier.refetch()} />}
      {cashier.data && <TogetherCashier key={nos.join()} nos={nos} cashier={cashier.data} />}
    </div>
  )
}

/** Known by its number: the page of the trades that it pays. */
export function TogetherByNumber() {
  const { no = '' } = useParams()
  const order = useQuery(combinedQuery(no))
  if (order.isError) return <Failure error={order.error} retry={() => order.refetch()} />
  if (!order.data) return <Loading />
  return <Navigate to={togetherAt(order.data.parts.map(({ tradeNo }) => tradeNo))} replace />
}
