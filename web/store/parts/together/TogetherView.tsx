import type { CombinedCashier, CombinedOrder, Shown } from '../../../api/nouns.ts'
import { BusinessNumber } from '../../../ui/BusinessNumber.tsx'
import { Button } from '../../../ui/Button.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { titleIn } from '../../data/cashier.ts'
import type { Together } from '../../data/together.ts'
import { type StoreKey, useWords } from '../../words/index.ts'
import { lookAt } from '../cashier/lookAt.ts'
import { Ready } from '../cashier/Ready.tsx'
import { Failed, Over, Waiting } from '../cashier/Verdict.tsx'

type ViewProps = {
  readonly order: CombinedOrder
  readonly cashier: CombinedCashier
  readonly together: Together
  /** Takes the payer to the channel; false where everything is shown here. */
  readonly go: (shown: Shown) => boolean
}

const HEARD: Readonly<Record<CombinedOrder['state'], StoreKey>> = {
  created: 'pay.preparing',
  ready: 'together.ready',
  unknown: 'pay.checking',
  authorized: 'pay.checking',
  closing: 'pay.closingOne',
  closed: 'pay.expired',
  failed: 'pay.failed',
  succeeded: 'pay.success',
  conflicted: 'pay.conflicted',
  mixed: 'together.mixed',
}

/** What became of one payment for several trades; while nobody knows, that is said, and never called a failure. */
export function TogetherView({ order, cashier, together, go }: ViewProps) {
  const t = useWords()
  const mayLeave = order.state === 'ready' || order.state === 'created'
  return (
    <section
      key={order.no}
      ref={lookAt}
      tabIndex={-1}
      className="card block attempt"
      data-state={order.state}
      aria-label={t('pay.legs')}
    >
      <p className="hidden-text" role="status">
        {t(HEARD[order.state])}
      </p>
      <div className="attempt__now">
        <Standing order={order} cashier={cashier} together={together} go={go} />
      </div>
      {mayLeave && (
        <Button tone="quiet" wide onClick={() => together.leave(order.no)}>
          {t('pay.other')}
        </Button>
      )}
      <p className="attempt__no">
        {t('together.no')} <BusinessNumber no={order.no} />
      </p>
    </section>
  )
}

function Standing({ order, cashier, together, go }: ViewProps) {
  const t = useWords()
  const language = useLanguage()
  const title = labelText(titleIn(cashier.methods, order.channel), language)
  const leave = () => together.leave(order.no)
  switch (order.state) {
    case 'ready':
      return <Ready attempt={order} title={title} check={together.check} go={go} />
    case 'created':
      return <Waiting text={t('pay.preparing')} />
    case 'closing':
      return <Waiting text={t('pay.closingOne')} note={t('pay.late.note')} />
    case 'unknown':
    case 'authorized':
      return <Waiting text={t('pay.unknown', { title })} note={t('pay.unknown.note')} />
    case 'succeeded':
      return <Waiting text={t('pay.checking')} />
    case 'failed':
      return <Failed attempt={order} cashier={cashier} leave={leave} />
    case 'closed':
      return <Over kind="closed" leave={leave} />
    case 'conflicted':
      return <Over kind="conflicted" />
    case 'mixed':
      return (
        <div className="verdict" role="alert">
          <h2>{t('together.mixed')}</h2>
          <p>{t('together.mixed.note')}</p>
          <Button tone="primary" size="l" wide onClick={leave}>
            {t('together.rest')}
          </Button>
        </div>
      )
  }
}
