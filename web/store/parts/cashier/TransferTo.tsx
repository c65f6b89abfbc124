import { useState } from 'react'
import { Link } from 'react-router'
import type { Presentation, Shown } from '../../../api/nouns.ts'
import { BusinessNumber } from '../../../ui/BusinessNumber.tsx'
import { Button } from '../../../ui/Button.tsx'
import { useLanguage } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { formatTime } from '../../../ui/time.ts'
import { useWords } from '../../words/index.ts'

type TransferProps = {
  readonly attempt: Shown
  readonly account: Extract<Presentation, { kind: 'transfer' }>
}

/** Our account, and the reference that tells whose money it is; people confirm that it came. */
export function TransferTo({ attempt, account }: TransferProps) {
  const t = useWords()
  const language = useLanguage()
  const [sent, setSent] = useState(false)
  return (
    <>
      <dl className="transfer">
        <div>
          <dt>{t('pay.transfer.bank')}</dt>
          <dd>{account.bank}</dd>
        </div>
        <div>
          <dt>{t('pay.transfer.name')}</dt>
          <dd>{account.accountName}</dd>
        </div>
        <div>
          <dt>{t('pay.transfer.no')}</dt>
          <dd>
            <BusinessNumber no={account.accountNo} />
          </dd>
        </div>
        <div>
          <dt>{t('pay.transfer.amount')}</dt>
          <dd>
            <Money amount={attempt.amount} currency={attempt.currency} size="l" tone="price" />
          </dd>
        </div>
        <div>
          <dt>{t('pay.transfer.ref')}</dt>
          <dd>
            <BusinessNumber no={account.reference} />
          </dd>
        </div>
        <div>
          <dt>{t('pay.transfer.until')}</dt>
          <dd>{formatTime(attempt.expiresAt, language)}</dd>
        </div>
      </dl>
      <p className="quiet">{t('pay.transfer.note')}</p>
      {sent ? (
        <div className="begun" role="status">
          <p>{t('pay.transfer.wait')}</p>
          <Link to="/orders">{t('pay.orders')}</Link>
        </div>
      ) : (
        <Button tone="primary" size="l" wide onClick={() => setSent(true)}>
          {t('pay.transfer.sent')}
        </Button>
      )}
    </>
  )
}
