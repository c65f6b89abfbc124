import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Movement } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { useLanguage } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { formatMoney } from '../../ui/money.ts'
import { Empty, Failure, Loading } from '../../ui/states.tsx'
import { formatTime } from '../../ui/time.ts'
import { movementsQuery, walletQuery } from '../data/wallet.ts'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

const KINDS = ['wallet', 'points'] as const

/** What a buyer has with us, and every movement of it. */
export function WalletPage() {
  const t = useWords()
  const wallet = useQuery(walletQuery)
  const [kind, setKind] = useState<Movement['kind']>('wallet')
  if (wallet.isPending) return <Loading rows={4} />
  if (wallet.isError) return <Failure error={wallet.error} retry={() => wallet.refetch()} />
  const { balance, held, currency, points, pointsHeld, pointsValue } = wallet.data
  return (
    <div className="page page--narrow stack">
      <Title page={t('wallet.title')} />
      <h1>{t('wallet.title')}</h1>
      <div className="pair">
        <section className="card block">
          <h2>{t('wallet.balance')}</h2>
          <Money amount={balance} currency={currency} size="xl" />
          {held > 0 && <p className="quiet">{t('wallet.held', { amount: formatMoney(held, currency) })}</p>}
        </section>
        <section className="card block">
          <h2>{t('wallet.points')}</h2>
          <p className="money money--xl">{points}</p>
          <p className="quiet">{t('wallet.points.worth', { amount: formatMoney(pointsValue, currency) })}</p>
          {pointsHeld > 0 && <p className="quiet">{t('wallet.points.held', { points: pointsHeld })}</p>}
        </section>
      </div>
      <section className="card block">
        <h2>{t('wallet.movements')}</h2>
        <fieldset className="parts">
          <legend className="hidden-text">{t('wallet.movements')}</legend>
          <div className="parts__choice">
            {KINDS.map((one) => (
              <label key={one} className="part">
                <input
                  type="radio"
                  name="kind"
                  value={one}
                  checked={kind === one}
                  onChange={() => setKind(one)}
                />
                <span>{t(`wallet.tab.${one}`)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <Movements kind={kind} currency={currency} />
      </section>
    </div>
  )
}

type MovementsProps = { readonly kind: Movement['kind']; readonly currency: string }

function Movements({ kind, currency }: MovementsProps) {
  const t = useWords()
  const language = useLanguage()
  const pages = useInfiniteQuery(movementsQuery(kind))
  if (pages.isPending) return <Loading rows={3} />
  if (pages.isError) return <Failure error={pages.error} retry={() => pages.refetch()} />
  const items = pages.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <Empty title={t('wallet.none')} />
  const sized = (size: number) => (kind === 'points' ? String(size) : formatMoney(size, currency))
  return (
    <>
      <ul className="receipts">
        {items.map((one) => (
          <li key={one.version}>
            <span className="method__text">
              <span>{t(`wallet.event.${one.event}`)}</span>
              <small>
                {formatTime(one.occurredAt, language)} ·{' '}
                {t('wallet.after', { amount: sized(one.balanceAfter) })}
              </small>
            </span>
            <strong className="money">{`${one.change > 0 ? '+' : ''}${sized(one.change)}`}</strong>
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button wide busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </>
  )
}
