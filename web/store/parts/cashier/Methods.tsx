import type { CashierMethod } from '../../../api/nouns.ts'
import { CheckIcon } from '../../../ui/icons.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { PayMark } from '../../../ui/payIcons.tsx'
import type { Wish } from '../../data/wish.ts'
import { type StoreKey, useWords } from '../../words/index.ts'

type MethodsProps = {
  readonly offered: readonly CashierMethod[]
  readonly chosen: CashierMethod | undefined
  /** Balance and points pay all of it. */
  readonly off: boolean
  readonly change: (some: Partial<Wish>) => void
}

const HOW: Readonly<Record<string, StoreKey>> = {
  native: 'pay.how.native',
  page: 'pay.how.page',
  h5: 'pay.how.h5',
  jsapi: 'pay.how.jsapi',
  app: 'pay.how.app',
  card: 'pay.how.card',
  transfer: 'pay.how.transfer',
  on_delivery: 'pay.how.on_delivery',
}

/** The ways to pay here; what cannot be taken now stays in its place and says why. */
export function Methods({ offered, chosen, off, change }: MethodsProps) {
  const t = useWords()
  const language = useLanguage()
  if (offered.length === 0) return <p className="note note--warn">{t('pay.none')}</p>
  return (
    <fieldset className="methods" disabled={off}>
      <legend>{t('pay.method')}</legend>
      {off && <p className="quiet">{t('pay.rest.none')}</p>}
      {offered.map((item) => {
        const { channel, method, title, available, reason } = item
        const how = HOW[method]
        return (
          <label key={`${channel}/${method}`} className={available ? 'method' : 'method method--off'}>
            <PayMark channel={channel} />
            <span className="method__text">
              <span>{labelText(title, language)}</span>
              <small>{reason ? labelText(reason.title, language) : how && t(how)}</small>
            </span>
            <input
              type="radio"
              name="method"
              value={`${channel}/${method}`}
              checked={item === chosen}
              disabled={!available}
              onChange={() => change({ method: `${channel}/${method}` })}
            />
            <span className="method__mark" aria-hidden="true">
              <CheckIcon size={16} />
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
