import { useEffect, useRef, useState } from 'react'
import type { Presentation, Shown } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { formatMoney } from '../../../ui/money.ts'
import { useAction } from '../../../ui/useAction.ts'
import { useSession } from '../../data/session.ts'
import { type CardFields, openCardFields } from '../../data/stripe.ts'
import { useWords } from '../../words/index.ts'
import { GoPay } from './GoPay.tsx'

type CardProps = {
  readonly attempt: Shown
  readonly fields: Extract<Presentation, { kind: 'card' }>
  readonly go: (attempt: Shown) => boolean
  /** The card was taken or needs no more here: the channel is asked. */
  readonly done: () => unknown
}

/** The channel's own card fields in our page; in the demo a page of the simulator plays them. */
export function CardPay(props: CardProps) {
  const session = useSession()
  const t = useWords()
  if (!session) return null
  if (session.demo) return <GoPay attempt={props.attempt} title={t('pay.card')} go={props.go} />
  return <Fields {...props} />
}

function Fields({ attempt, fields, done }: CardProps) {
  const t = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [card, setCard] = useState<CardFields | null>(null)
  const [off, setOff] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const { publishableKey, clientSecret } = fields
  useEffect(() => {
    if (!box.current) return
    let gone = false
    let opened: CardFields | null = null
    openCardFields(publishableKey, clientSecret, box.current).then(
      (card) => {
        opened = card
        if (gone) card.close()
        else setCard(card)
      },
      () => setOff(true),
    )
    return () => {
      gone = true
      opened?.close()
    }
  }, [publishableKey, clientSecret])
  const pay = useAction(async () => {
    setFault((await card?.confirm(`${location.origin}${location.pathname}?back=1`)) ?? null)
    await done()
  })
  return (
    <>
      <div ref={box} className="card-fields" />
      <p className="quiet">{t('pay.card.note')}</p>
      {(off || fault) && (
        <p className="refusal" role="alert">
          {off ? t('pay.card.off') : fault}
        </p>
      )}
      <Button
        tone="primary"
        size="l"
        wide
        busy={pay.busy || (!card && !off)}
        disabled={off}
        onClick={pay.act}
      >
        {t('pay.card.pay', { amount: formatMoney(attempt.amount, attempt.currency) })}
      </Button>
    </>
  )
}
