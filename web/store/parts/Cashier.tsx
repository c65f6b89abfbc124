import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { PaymentMethod, Trade } from '../../api/nouns.ts'
import { BusinessNumber } from '../../ui/BusinessNumber.tsx'
import { Button } from '../../ui/Button.tsx'
import { Countdown } from '../../ui/Countdown.tsx'
import { CheckIcon, ShieldIcon, WechatIcon } from '../../ui/icons.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { formatMoney } from '../../ui/money.ts'
import { Failure, Loading, Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { usePayment } from '../data/pay.ts'
import { methodsQuery } from '../data/trade.ts'
import { useWords } from '../words/index.ts'
import { AttemptView } from './AttemptView.tsx'
import { CancelTrade } from './CancelTrade.tsx'
import { Title } from './Title.tsx'

export function Cashier({ trade }: { readonly trade: Trade }) {
  const t = useWords()
  const payment = usePayment(trade.no)
  const { paid } = payment
  const refresh = useCallback(() => void paid(), [paid])
  const start = useAction(payment.start)
  const [method, setMethod] = useState<PaymentMethod | null>(null)
  return (
    <div className="stack">
      <Title page={t('pay.title')} />
      <header className="card cashier-head">
        <h1>{t('pay.title')}</h1>
        <p className="quiet">{t('pay.amount')}</p>
        <Money amount={trade.payableAmount} currency={trade.currency} size="xl" tone="price" />
        <p className="cashier-head__left">
          {t('pay.left')} <Countdown until={trade.expiresAt} onOver={refresh} />
        </p>
        <p className="cashier-head__no">
          {t('pay.tradeNo')} <BusinessNumber no={trade.no} />
        </p>
      </header>
      {payment.attemptNo ? (
        <AttemptView
          attemptNo={payment.attemptNo}
          check={payment.check}
          paid={refresh}
          again={() => (method ? start.act(method) : payment.leave())}
          busy={start.busy}
          other={payment.leave}
        />
      ) : (
        <Methods trade={trade} chosen={method} choose={setMethod} start={start} />
      )}
      {payment.attemptNo && <Refusal error={start.error} />}
      <p className="cashier-foot">
        <ShieldIcon size={16} />
        {t('pay.secure')}
      </p>
      {trade.actions.includes('cancel') && <CancelTrade trade={trade} />}
    </div>
  )
}

type MethodsProps = {
  readonly trade: Trade
  readonly chosen: PaymentMethod | null
  readonly choose: (method: PaymentMethod) => void
  readonly start: { act: (method: PaymentMethod) => void; busy: boolean; error: unknown }
}

function Methods({ trade, chosen, choose, start }: MethodsProps) {
  const t = useWords()
  const language = useLanguage()
  const methods = useQuery(methodsQuery)
  if (methods.isPending) return <Loading rows={1} />
  if (methods.isError) return <Failure error={methods.error} retry={() => methods.refetch()} />
  const items = methods.data.items
  const current = chosen ?? items[0]
  const pay = () => {
    if (!current) return
    choose(current)
    start.act(current)
  }
  return (
    <section className="card block stack" aria-label={t('pay.method')}>
      <h2>{t('pay.method')}</h2>
      <fieldset className="methods">
        <legend className="hidden-text">{t('pay.method')}</legend>
        {items.map((item) => {
          const on = item === current
          return (
            <label key={`${item.channel} ${item.method}`} className="method">
              <WechatIcon size={28} />
              <span>
                {item.channel === 'wechat' ? t('pay.method.wechat') : labelText(item.title, language)}
              </span>
              <input type="radio" name="method" checked={on} onChange={() => choose(item)} />
              <span className="method__mark">{on && <CheckIcon size={16} />}</span>
            </label>
          )
        })}
      </fieldset>
      <Refusal error={start.error} />
      <Button tone="primary" size="l" wide busy={start.busy} onClick={pay}>
        {t('pay.now', { amount: formatMoney(trade.payableAmount, trade.currency) })}
      </Button>
    </section>
  )
}
