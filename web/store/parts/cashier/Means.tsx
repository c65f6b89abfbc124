import type { Cashier } from '../../../api/nouns.ts'
import { formatMoney } from '../../../ui/money.ts'
import { PayMark } from '../../../ui/payIcons.tsx'
import { pointsOf, type Split } from '../../data/split.ts'
import type { Wish } from '../../data/wish.ts'
import { fenOf, yuanText } from '../../data/yuan.ts'
import { useWords } from '../../words/index.ts'
import { Field } from '../Field.tsx'

type MeansProps = {
  readonly cashier: Cashier
  readonly wish: Wish
  readonly change: (some: Partial<Wish>) => void
  readonly amount: number | null
  readonly split: Split | null
}

/** Balance and points: how much there is, how much may be used, and how much is. */
export function Means(props: MeansProps) {
  const t = useWords()
  const { wallet, points, methods } = props.cashier
  const isOn = (channel: string) =>
    methods.some((one) => one.channel === channel && one.reason?.code !== 'switched_off')
  if (!isOn('wallet') && !isOn('points')) return null
  return (
    <fieldset className="means">
      <legend>{t('pay.means')}</legend>
      {isOn('wallet') && <Balance {...props} empty={wallet.usable === 0} />}
      {isOn('points') && <Points {...props} empty={points.usable === 0} />}
    </fieldset>
  )
}

function Balance({ cashier, wish, change, amount, split, empty }: MeansProps & { readonly empty: boolean }) {
  const t = useWords()
  const { wallet, currency } = cashier
  const most = Math.min(wallet.usable, (amount ?? 0) - (split?.byPoints ?? 0))
  const typed = wish.walletText ?? yuanText(split?.byWallet ?? 0)
  const isBad = wish.walletText !== null && (fenOf(wish.walletText) ?? most + 1) > most
  return (
    <div className="mean">
      <label className={empty ? 'mean__row mean__row--off' : 'mean__row'}>
        <PayMark channel="wallet" />
        <span className="method__text">
          <span>{t('pay.wallet.use')}</span>
          <small>
            {empty
              ? t('pay.wallet.none')
              : t('pay.wallet.have', { amount: formatMoney(wallet.balance, currency) })}
          </small>
        </span>
        <input
          type="checkbox"
          name="wallet"
          checked={wish.wallet && !empty}
          disabled={empty}
          onChange={(event) => change({ wallet: event.target.checked, walletText: null })}
        />
      </label>
      {wish.wallet && !empty && (
        <Field
          label={t('pay.wallet.amount')}
          error={isBad ? t('pay.wallet.most', { amount: formatMoney(most, currency) }) : null}
        >
          {(box) => (
            <input
              {...box}
              className="input"
              inputMode="decimal"
              autoComplete="off"
              value={typed}
              onChange={(event) => change({ walletText: event.target.value })}
              onBlur={() => isBad && change({ walletText: null })}
            />
          )}
        </Field>
      )}
    </div>
  )
}

function Points({ cashier, wish, change, amount, empty }: MeansProps & { readonly empty: boolean }) {
  const t = useWords()
  const { points, currency } = cashier
  const best = pointsOf(amount ?? 0, cashier)
  const none = empty || best.points === 0
  return (
    <div className="mean">
      <label className={none ? 'mean__row mean__row--off' : 'mean__row'}>
        <PayMark channel="points" />
        <span className="method__text">
          <span>
            {none
              ? t('pay.points.none')
              : t('pay.points.use', { points: best.points, amount: formatMoney(best.value, currency) })}
          </span>
          <small>
            {t('pay.points.have', {
              points: points.balance,
              rate: points.pointsPerYuan,
              most: formatMoney(points.most, currency),
            })}
          </small>
        </span>
        <input
          type="checkbox"
          name="points"
          checked={wish.points && !none}
          disabled={none}
          onChange={(event) => change({ points: event.target.checked })}
        />
      </label>
    </div>
  )
}
