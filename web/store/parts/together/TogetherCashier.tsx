import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useNavigate } from 'react-router'
import type { CombinedCashier, CombinedOrder } from '../../../api/nouns.ts'
import { Countdown } from '../../../ui/Countdown.tsx'
import { ShieldIcon } from '../../../ui/icons.tsx'
import { Money } from '../../../ui/Money.tsx'
import { useAction } from '../../../ui/useAction.ts'
import { goToPay } from '../../data/present.ts'
import { BACK_TOGETHER, combinedQuery, payableOf, togetherAt, useTogether } from '../../data/together.ts'
import { isOpen } from '../../data/trade.ts'
import { useWay } from '../../data/way.ts'
import { useWords } from '../../words/index.ts'
import { TogetherChoice } from './TogetherChoice.tsx'
import { TogetherList } from './TogetherList.tsx'
import { TogetherPaid } from './TogetherPaid.tsx'
import { TogetherView } from './TogetherView.tsx'

type CashierProps = { readonly nos: readonly string[]; readonly cashier: CombinedCashier }

/** What is to be paid, and the choice of means or what became of the one that was chosen. */
export function TogetherCashier({ nos, cashier }: CashierProps) {
  const t = useWords()
  const go = useNavigate()
  const together = useTogether(nos)
  const { current } = cashier
  const open = current && isOpen(current) && current.no !== together.left ? current.no : null
  const followed = together.followed ?? open
  const order = useQuery({ ...combinedQuery(followed ?? ''), enabled: followed !== null })
  const now = order.data ?? (followed === current?.no ? current : null)
  useRefresh(now, together.refresh)
  const way = useWay(BACK_TOGETHER, () => {
    if (followed) void together.check(followed).catch(() => undefined)
  })
  const payable = payableOf(cashier)
  const started = useAction(async (channel: string, method: string) => {
    const tradeNos = payable.map(({ no }) => no)
    const begun = await together.start(tradeNos, channel, method).catch(async (refusal: unknown) => {
      // The list says which of them stands against it.
      await together.refresh()
      throw refusal
    })
    if (begun.state === 'ready') goToPay(begun, way)
    // What could not be paid any more is left behind.
    if (tradeNos.length < nos.length) go(togetherAt(tradeNos), { replace: true })
  })
  const paid = now ?? current
  if (payable.length === 0 && paid?.state === 'succeeded')
    return <TogetherPaid order={paid} cashier={cashier} />
  return (
    <div className="stack">
      <header className="card cashier-head">
        <h1>{t('together.title')}</h1>
        <p className="quiet">{t('together.count', { count: payable.length })}</p>
        <Money amount={now?.amount ?? cashier.amount} currency={cashier.currency} size="xl" tone="price" />
        {payable.length > 0 && (
          <p className="cashier-head__left">
            {t('pay.left')}{' '}
            <Countdown key={cashier.expiresAt} until={cashier.expiresAt} onOver={together.refresh} />
          </p>
        )}
      </header>
      {followed && now ? (
        <TogetherView order={now} cashier={cashier} together={together} go={(shown) => goToPay(shown, way)} />
      ) : (
        <TogetherChoice cashier={cashier} start={started} />
      )}
      <TogetherList cashier={cashier} />
      <p className="cashier-foot">
        <ShieldIcon size={16} />
        {t('pay.secure')}
      </p>
      <Link to="/orders?tab=to_pay" className="button button--quiet button--wide">
        {t('together.back')}
      </Link>
    </div>
  )
}

/** Once it is decided, what is still to be paid is read anew. */
function useRefresh(order: CombinedOrder | null, refresh: () => unknown): void {
  const state = order?.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each state that it comes to
  useEffect(() => {
    if (order && !isOpen(order)) void refresh()
  }, [state])
}
