import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Cashier as CashierFacts, CashierMethod, Shown, Trade } from '../../../api/nouns.ts'
import { ShieldIcon } from '../../../ui/icons.tsx'
import { Failure, Loading } from '../../../ui/states.tsx'
import { useAction } from '../../../ui/useAction.ts'
import { cashierQuery, openAttempt } from '../../data/cashier.ts'
import { type Payment, usePayment } from '../../data/pay.ts'
import { backTo, goToPay } from '../../data/present.ts'
import { attemptQuery } from '../../data/trade.ts'
import { useWay } from '../../data/way.ts'
import { attemptOf, forgetWish, type Wish } from '../../data/wish.ts'
import { useWords } from '../../words/index.ts'
import { Title } from '../Title.tsx'
import { AttemptView } from './AttemptView.tsx'
import { CancelTrade } from './CancelTrade.tsx'
import { CashierHead } from './CashierHead.tsx'
import { Choice } from './Choice.tsx'
import { Received } from './Received.tsx'

/** How a trade is paid: the choice of means, or what became of the one that was chosen. */
export function Cashier({ trade }: { readonly trade: Trade }) {
  const t = useWords()
  const cashier = useQuery(cashierQuery(trade.no))
  const payment = usePayment(trade.no)
  return (
    <div className="stack">
      <Title page={t('pay.title')} />
      <CashierHead trade={trade} cashier={cashier.data} over={payment.refresh} />
      {cashier.isPending && <Loading rows={4} />}
      {cashier.isError && !cashier.data && <Failure error={cashier.error} retry={() => cashier.refetch()} />}
      {cashier.data && <Till tradeNo={trade.no} cashier={cashier.data} payment={payment} />}
      <p className="cashier-foot">
        <ShieldIcon size={16} />
        {t('pay.secure')}
      </p>
      {trade.actions.includes('cancel') && <CancelTrade trade={trade} />}
    </div>
  )
}

type TillProps = { readonly tradeNo: string; readonly cashier: CashierFacts; readonly payment: Payment }

function Till({ tradeNo, cashier, payment }: TillProps) {
  const { attemptNo, left } = payment
  const way = useWay(backTo(tradeNo), () => {
    if (attemptNo) void payment.check(attemptNo).catch(() => undefined)
  })
  const begun = openAttempt(cashier)
  const followed = attemptNo ?? (left ? null : (begun?.no ?? null))
  const started = useAction(async (wish: Wish, amount: number, chosen: CashierMethod | undefined) => {
    const body = attemptOf(tradeNo, wish, cashier, amount, chosen)
    if (!body) return
    const attempt = await payment.start(body)
    if (attempt.state === 'ready') goToPay(attempt, way)
  })
  useNextPart(tradeNo, cashier, payment)
  if (followed)
    return (
      <AttemptView
        attemptNo={followed}
        cashier={cashier}
        payment={payment}
        go={(shown: Shown) => goToPay(shown, way)}
      />
    )
  return (
    <>
      <Received cashier={cashier} />
      <Choice tradeNo={tradeNo} cashier={cashier} begun={begun} payment={payment} start={started} />
    </>
  )
}

/** A part that came in leads back to the choice: the rest is still to be paid. */
function useNextPart(
  tradeNo: string,
  { state, open }: CashierFacts,
  { attemptNo, leave, refresh }: Payment,
): void {
  const attempt = useQuery({ ...attemptQuery(attemptNo ?? ''), enabled: attemptNo !== null })
  const isIn = attempt.data?.state === 'succeeded'
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each attempt that came in
  useEffect(() => {
    if (isIn) void refresh()
  }, [isIn])
  // biome-ignore lint/correctness/useExhaustiveDependencies: decided when the server's figures change
  useEffect(() => {
    if (!isIn || state !== 'open' || open === 0) return
    forgetWish(tradeNo)
    leave()
  }, [isIn, state, open])
}
