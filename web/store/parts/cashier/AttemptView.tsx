import { useQuery } from '@tanstack/react-query'
import { attemptMachine } from '../../../../src/modules/payment/machine.ts'
import type { Attempt, Cashier, Shown } from '../../../api/nouns.ts'
import { BusinessNumber } from '../../../ui/BusinessNumber.tsx'
import { Button } from '../../../ui/Button.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { Failure, Loading } from '../../../ui/states.tsx'
import { titleOf } from '../../data/cashier.ts'
import type { Payment } from '../../data/pay.ts'
import { attemptQuery, isOpen } from '../../data/trade.ts'
import { useWords } from '../../words/index.ts'
import { Legs } from './Legs.tsx'
import { lookAt } from './lookAt.ts'
import { Ready } from './Ready.tsx'
import { Failed, Over, Promised, Waiting } from './Verdict.tsx'

type AttemptViewProps = {
  readonly attemptNo: string
  readonly cashier: Cashier
  readonly payment: Payment
  /** Takes the payer to the channel; false where everything is shown here. */
  readonly go: (shown: Shown) => boolean
}

/** What became of this try to pay, asked every two seconds; "unknown" is said as such, never as a failure. */
export function AttemptView({ attemptNo, cashier, payment, go }: AttemptViewProps) {
  const t = useWords()
  const language = useLanguage()
  const attempt = useQuery(attemptQuery(attemptNo))
  if (attempt.isPending) return <Loading rows={4} />
  if (attempt.isError && !attempt.data) {
    return <Failure error={attempt.error} retry={() => attempt.refetch()} />
  }
  const { data } = attempt
  const label = attemptMachine.states[data.state]?.label
  const mayLeave = data.state === 'ready' || data.state === 'created'
  return (
    <section
      key={data.no}
      ref={lookAt}
      tabIndex={-1}
      className="card block attempt"
      data-state={data.state}
      aria-label={t('pay.legs')}
    >
      <p className="hidden-text" role="status">
        {label && labelText(label, language)}
      </p>
      <div className="attempt__now">
        <Standing attempt={data} cashier={cashier} payment={payment} go={go} />
      </div>
      <Legs cashier={cashier} attempt={data} />
      {mayLeave && (
        <Button tone="quiet" wide onClick={payment.leave}>
          {t('pay.other')}
        </Button>
      )}
      <p className="attempt__no">
        {t('pay.attemptNo')} <BusinessNumber no={data.no} />
      </p>
    </section>
  )
}

type StandingProps = Omit<AttemptViewProps, 'attemptNo'> & { readonly attempt: Attempt }

function Standing({ attempt, cashier, payment, go }: StandingProps) {
  const t = useWords()
  const language = useLanguage()
  const title = labelText(titleOf(cashier, attempt.channel), language)
  switch (attempt.state) {
    case 'ready':
      return (
        <Ready
          attempt={attempt}
          title={title}
          check={async (no) => isOpen(await payment.check(no))}
          go={go}
        />
      )
    case 'created':
      return <Waiting text={t('pay.preparing')} />
    case 'closing':
      return <Waiting text={t('pay.closingOne')} note={t('pay.late.note')} />
    case 'unknown':
      return <Waiting text={t('pay.unknown', { title })} note={t('pay.unknown.note')} />
    case 'authorized':
      return <Promised attempt={attempt} title={title} />
    case 'succeeded':
      return <Waiting text={t('pay.checking')} />
    case 'failed':
      return <Failed attempt={attempt} cashier={cashier} leave={payment.leave} />
    case 'closed':
      return <Over kind="closed" leave={payment.leave} />
    case 'conflicted':
      return <Over kind="conflicted" />
  }
}
