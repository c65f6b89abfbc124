import { useState } from 'react'
import type { Shown } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { useWords } from '../../words/index.ts'

type GoProps = {
  readonly attempt: Shown
  readonly title: string
  readonly go: (attempt: Shown) => boolean
}

/** The payer pays elsewhere: at the channel's page, in the wallet, in an app. He went once; here he goes again. */
export function GoPay({ attempt, title, go }: GoProps) {
  const t = useWords()
  const [stuck, setStuck] = useState(false)
  const kind = attempt.presentation?.kind
  const word = kind === 'jsapi' ? t('pay.jsapi') : kind === 'app' ? t('pay.app') : t('pay.go', { title })
  return (
    <>
      <p className="quiet">{t('pay.go.note')}</p>
      <Button tone="primary" size="l" wide onClick={() => setStuck(!go(attempt))} data-testid="go-pay">
        {word}
      </Button>
      {stuck && (
        <p className="note note--warn" role="alert">
          {t('pay.app.none')}
        </p>
      )}
    </>
  )
}
