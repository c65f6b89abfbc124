import type { Shown as ShownFacts } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { Countdown } from '../../../ui/Countdown.tsx'
import { PayMark } from '../../../ui/payIcons.tsx'
import { Refusal } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { useAction } from '../../../ui/useAction.ts'
import { useBack } from '../../data/back.ts'
import { channelName } from '../../data/device.ts'
import { useWords } from '../../words/index.ts'
import { CardPay } from './CardPay.tsx'
import { GoPay } from './GoPay.tsx'
import { ScanToPay } from './ScanToPay.tsx'
import { TransferTo } from './TransferTo.tsx'

type ReadyProps = {
  readonly attempt: ShownFacts
  readonly title: string
  /** Asks the channel; whether it may still say something else. */
  readonly check: (no: string) => Promise<boolean>
  readonly go: (attempt: ShownFacts) => boolean
}

/** What the payer does now, whatever the channel has given us to show; and the question whether it has come in. */
export function Ready({ attempt, title, check, go }: ReadyProps) {
  const t = useWords()
  const ask = useAction(async () => {
    if (await check(attempt.no)) toast(t('pay.notYet'), 'bad')
  })
  useBack(() => void check(attempt.no).catch(() => undefined))
  const isTransfer = attempt.presentation?.kind === 'transfer'
  return (
    <div className="scan">
      <h2>
        <PayMark channel={channelName(attempt.channel)} size={26} />
        {heading(attempt, title, t)}
      </h2>
      <Shown attempt={attempt} title={title} go={go} check={ask.act} />
      {!isTransfer && (
        <>
          <p className="quiet scan__left">
            {t('pay.code.left')} <Countdown until={attempt.expiresAt} />
          </p>
          <Refusal error={ask.error} />
          <Button size="l" wide busy={ask.busy} onClick={ask.act} data-testid="i-have-paid">
            {ask.busy ? t('pay.checking') : t('pay.done')}
          </Button>
        </>
      )}
    </div>
  )
}

type Words = ReturnType<typeof useWords>

function heading({ presentation }: ShownFacts, title: string, t: Words): string {
  switch (presentation?.kind) {
    case 'qr':
      return t('pay.scan', { title })
    case 'card':
      return t('pay.card')
    case 'transfer':
      return t('pay.transfer')
    case 'none':
      return t('pay.delivery')
    default:
      return t('pay.go.title', { title })
  }
}

type ShownProps = Pick<ReadyProps, 'attempt' | 'title' | 'go'> & { readonly check: () => unknown }

function Shown({ attempt, title, go, check }: ShownProps) {
  const t = useWords()
  const { presentation } = attempt
  switch (presentation?.kind) {
    case 'qr':
      return <ScanToPay attempt={attempt} title={title} codeUrl={presentation.codeUrl} />
    case 'card':
      return <CardPay attempt={attempt} fields={presentation} go={go} done={check} />
    case 'transfer':
      return <TransferTo attempt={attempt} account={presentation} />
    case 'none':
      return <p>{t('pay.delivery.note')}</p>
    default:
      return <GoPay attempt={attempt} title={title} go={go} />
  }
}
