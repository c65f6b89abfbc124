import { useQuery } from '@tanstack/react-query'
import type { Attempt } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { WechatIcon } from '../../ui/icons.tsx'
import { useLanguage } from '../../ui/language.ts'
import { formatMoney } from '../../ui/money.ts'
import { Refusal } from '../../ui/states.tsx'
import { toast } from '../../ui/toast.tsx'
import { useAction } from '../../ui/useAction.ts'
import { useSession } from '../data/session.ts'
import { isOpen, simulatorQuery } from '../data/trade.ts'
import { useWords } from '../words/index.ts'
import { QrCode } from './QrCode.tsx'

type ScanToPayProps = { readonly attempt: Attempt; readonly check: (no: string) => Promise<Attempt> }

export function ScanToPay({ attempt, check }: ScanToPayProps) {
  const t = useWords()
  const codeUrl = attempt.presentation?.kind === 'qr' ? attempt.presentation.codeUrl : ''
  const ask = useAction(async () => {
    const now = await check(attempt.no)
    if (isOpen(now)) toast(t('pay.notYet'), 'bad')
  })
  return (
    <div className="scan">
      <h2>
        <WechatIcon size={26} />
        {t('pay.scan')}
      </h2>
      <QrCode text={codeUrl} label={t('pay.qr', { amount: formatMoney(attempt.amount, attempt.currency) })} />
      <p className="quiet">{t('pay.scan.note')}</p>
      <p className="quiet scan__phone">{t('pay.scan.phone')}</p>
      <WalletLink codeUrl={codeUrl} />
      <Refusal error={ask.error} />
      <Button size="l" wide busy={ask.busy} onClick={ask.act}>
        {ask.busy ? t('pay.checking') : t('pay.done')}
      </Button>
    </div>
  )
}

/** In demo mode the payer's phone is a page of the simulator. */
function WalletLink({ codeUrl }: { readonly codeUrl: string }) {
  const t = useWords()
  const language = useLanguage()
  const demo = useSession()?.demo === true
  const simulator = useQuery({ ...simulatorQuery, enabled: demo })
  if (!demo || !simulator.data) return null
  const wallet = new URL('/wallet', simulator.data.url)
  wallet.searchParams.set('code_url', codeUrl)
  wallet.searchParams.set('lang', language === 'en' ? 'en' : 'zh')
  return (
    <>
      <a
        className="button button--primary button--l button--wide"
        href={wallet.href}
        target="_blank"
        rel="noopener"
      >
        {t('pay.wallet')}
      </a>
      <p className="quiet">{t('pay.wallet.note')}</p>
    </>
  )
}
