import type { Cashier } from '../../../api/nouns.ts'
import { formatMoney } from '../../../ui/money.ts'
import { amountOf, half, isScheduled, orderOf, partOf, takesPart, type Wish } from '../../data/wish.ts'
import { useWords } from '../../words/index.ts'
import { Field } from '../Field.tsx'

type PartProps = {
  readonly cashier: Cashier
  readonly wish: Wish
  readonly change: (some: Partial<Wish>) => void
}

/** A part now and the rest later (plan two): all, half, or an amount of one's own. */
export function PartChoice({ cashier, wish, change }: PartProps) {
  const t = useWords()
  const { open, currency, plan } = cashier
  const scheduled = isScheduled(cashier)
  if (!(scheduled || takesPart(cashier)) || orderOf(wish, cashier)) return null
  const chosen = partOf(wish, cashier)
  const money = (amount: number) => formatMoney(amount, currency)
  const all = ['all', t('pay.part.all'), money(open)] as const
  const words = scheduled
    ? ([['next', t('pay.part.next'), money(cashier.next)], all] as const)
    : ([all, ['half', t('pay.part.half'), money(half(open))], ['own', t('pay.part.own'), null]] as const)
  const isBad = wish.ownText !== '' && amountOf(wish, cashier) === null
  return (
    <fieldset className="parts">
      <legend>{t('pay.part')}</legend>
      <div className="parts__choice">
        {words.map(([part, word, amount]) => (
          <label key={part} className="part">
            <input
              type="radio"
              name="part"
              value={part}
              checked={chosen === part}
              onChange={() => change({ part })}
            />
            <span>{word}</span>
            {amount && <small>{amount}</small>}
          </label>
        ))}
      </div>
      {chosen === 'own' && (
        <Field
          label={t('pay.part.amount')}
          error={isBad ? t('pay.part.bad', { least: money(plan.smallestPart), most: money(open) }) : null}
        >
          {(box) => (
            <input
              {...box}
              className="input"
              inputMode="decimal"
              autoComplete="off"
              value={wish.ownText}
              onChange={(event) => change({ ownText: event.target.value })}
            />
          )}
        </Field>
      )}
      {chosen !== 'all' && !scheduled && <p className="quiet">{t('pay.part.note')}</p>}
    </fieldset>
  )
}
