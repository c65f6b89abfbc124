import { Link } from 'react-router'
import type { Attempt, Cashier } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { AlertIcon, CheckIcon, ClockIcon } from '../../../ui/icons.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { isInBooks } from '../../data/device.ts'
import { useWords } from '../../words/index.ts'

export function Waiting({ text, note }: { readonly text: string; readonly note?: string }) {
  return (
    <div className="verdict">
      <span className="spinner spinner--big" aria-hidden="true" />
      <h2>{text}</h2>
      {note && <p className="quiet">{note}</p>}
    </div>
  )
}

type FailedProps = {
  readonly attempt: Pick<Attempt, 'channel' | 'failure'>
  readonly cashier: Pick<Cashier, 'methods'>
  readonly leave: () => void
}

/** The reason in the buyer's words, and only the ways on that make sense for it. */
export function Failed({ attempt, cashier, leave }: FailedProps) {
  const t = useWords()
  const language = useLanguage()
  const steps = attempt.failure?.nextSteps ?? ['retry']
  const others = cashier.methods.some(
    ({ channel, available }) => available && channel !== attempt.channel && !isInBooks(channel),
  )
  // With one channel only, another card of it is the other way: it begins like a new try.
  const choice = steps.includes('other_method') && others
  const retry = steps.includes('retry') || (steps.includes('other_method') && !choice)
  return (
    <div className="verdict verdict--bad" role="alert">
      <AlertIcon size={40} />
      <h2>{t('pay.failed')}</h2>
      {attempt.failure && <p>{labelText(attempt.failure.title, language)}</p>}
      {retry && (
        <Button tone="primary" size="l" wide onClick={leave}>
          {t('pay.again')}
        </Button>
      )}
      {choice && (
        <Button size="l" wide onClick={leave}>
          {t('pay.other')}
        </Button>
      )}
      {steps.includes('service') && <p className="quiet">{t('pay.service')}</p>}
    </div>
  )
}

type OverProps = { readonly kind: 'closed' | 'conflicted'; readonly leave?: () => void }

/** Closed before money came, or money came that does not fit. */
export function Over({ kind, leave }: OverProps) {
  const t = useWords()
  if (kind === 'conflicted')
    return (
      <div className="verdict verdict--bad" role="alert">
        <AlertIcon size={40} />
        <h2>{t('pay.conflicted')}</h2>
        <p>{t('pay.conflicted.note')}</p>
        <p className="quiet">{t('pay.service')}</p>
      </div>
    )
  return (
    <div className="verdict">
      <ClockIcon size={40} />
      <h2>{t('pay.expired')}</h2>
      <p>{t('pay.expired.note')}</p>
      <p className="quiet">{t('pay.late.note')}</p>
      <Button tone="primary" size="l" wide onClick={leave}>
        {t('pay.again')}
      </Button>
    </div>
  )
}

/** The money is promised: held by a channel, or to be given to the one who brings the goods. */
export function Promised({ attempt, title }: { readonly attempt: Attempt; readonly title: string }) {
  const t = useWords()
  const isOnDelivery = attempt.method === 'on_delivery'
  return (
    <div className="verdict verdict--good">
      <CheckIcon size={40} />
      <h2>{isOnDelivery ? t('pay.delivery') : t('pay.held', { title })}</h2>
      <p>{t(isOnDelivery ? 'pay.delivery.note' : 'pay.held.note')}</p>
      <Link to="/orders" className="button button--primary button--l">
        {t('pay.orders')}
      </Link>
    </div>
  )
}
