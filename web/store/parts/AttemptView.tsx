import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Attempt } from '../../api/nouns.ts'
import { BusinessNumber } from '../../ui/BusinessNumber.tsx'
import { Button } from '../../ui/Button.tsx'
import { AlertIcon, ClockIcon } from '../../ui/icons.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { attemptQuery, methodsQuery } from '../data/trade.ts'
import { useWords } from '../words/index.ts'
import { ScanToPay } from './ScanToPay.tsx'

type AttemptViewProps = {
  readonly attemptNo: string
  readonly check: (attemptNo: string) => Promise<Attempt>
  readonly paid: () => void
  readonly again: () => void
  readonly other: () => void
  readonly busy: boolean
}

/** What became of this try to pay, asked every two seconds; "unknown" is said as such, never as a failure. */
export function AttemptView({ attemptNo, check, paid, again, other, busy }: AttemptViewProps) {
  const t = useWords()
  const attempt = useQuery(attemptQuery(attemptNo))
  const state = attempt.data?.state
  useEffect(() => {
    if (state === 'succeeded') paid()
  }, [state, paid])
  if (attempt.isPending) return <Loading rows={2} />
  if (attempt.isError && !attempt.data) {
    return <Failure error={attempt.error} retry={() => attempt.refetch()} />
  }
  const { data } = attempt
  return (
    <section className="card block attempt" aria-live="polite" data-state={data.state}>
      {data.state === 'ready' && <ScanToPay attempt={data} check={check} />}
      {data.state === 'created' && <Waiting text={t('pay.preparing')} />}
      {(data.state === 'unknown' || data.state === 'closing') && <Waiting text={t('pay.unknown')} />}
      {data.state === 'succeeded' && <Waiting text={t('pay.checking')} />}
      {data.state === 'failed' && <Failed attempt={data} again={again} other={other} busy={busy} />}
      {data.state === 'closed' && (
        <div className="verdict">
          <ClockIcon size={40} />
          <h2>{t('pay.expired')}</h2>
          <p>{t('pay.expired.note')}</p>
          <Button tone="primary" size="l" wide busy={busy} onClick={again}>
            {t('pay.again')}
          </Button>
        </div>
      )}
      {data.state === 'conflicted' && (
        <div className="verdict verdict--bad">
          <AlertIcon size={40} />
          <h2>{t('pay.conflicted')}</h2>
          <p>{t('pay.conflicted.note')}</p>
        </div>
      )}
      <p className="attempt__no">
        {t('pay.attemptNo')} <BusinessNumber no={data.no} />
      </p>
    </section>
  )
}

function Waiting({ text }: { readonly text: string }) {
  return (
    <div className="verdict">
      <span className="spinner spinner--big" aria-hidden="true" />
      <p>{text}</p>
    </div>
  )
}

type FailedProps = Pick<AttemptViewProps, 'again' | 'other' | 'busy'> & { readonly attempt: Attempt }

/** The reason in the buyer's words, and only the ways on that make sense for it. */
function Failed({ attempt, again, other, busy }: FailedProps) {
  const t = useWords()
  const language = useLanguage()
  const methods = useQuery(methodsQuery)
  const steps = attempt.failure?.nextSteps ?? ['retry']
  // With one method only, another card of that method is the other way: it begins like a new try.
  const choice = steps.includes('other_method') && (methods.data?.items.length ?? 0) > 1
  const retry = steps.includes('retry') || (steps.includes('other_method') && !choice)
  return (
    <div className="verdict verdict--bad" role="alert">
      <AlertIcon size={40} />
      <h2>{t('pay.failed')}</h2>
      {attempt.failure && <p>{labelText(attempt.failure.title, language)}</p>}
      {retry && (
        <Button tone="primary" size="l" wide busy={busy} onClick={again}>
          {t('pay.again')}
        </Button>
      )}
      {choice && (
        <Button size="l" wide onClick={other}>
          {t('pay.other')}
        </Button>
      )}
      {steps.includes('service') && <p className="quiet">{t('pay.service')}</p>}
    </div>
  )
}
