import { useQuery } from '@tanstack/react-query'
import type { Shown } from '../../../api/nouns.ts'
import { useLanguage } from '../../../ui/language.ts'
import { formatMoney } from '../../../ui/money.ts'
import { simulated } from '../../data/present.ts'
import { useSession } from '../../data/session.ts'
import { simulatorQuery } from '../../data/trade.ts'
import { useWords } from '../../words/index.ts'
import { QrCode } from './QrCode.tsx'

type ScanProps = { readonly attempt: Shown; readonly title: string; readonly codeUrl: string }

export function ScanToPay({ attempt, title, codeUrl }: ScanProps) {
  const t = useWords()
  const amount = formatMoney(attempt.amount, attempt.currency)
  return (
    <>
      <QrCode text={codeUrl} label={t('pay.qr', { title, amount })} />
      <p className="quiet">{t('pay.scan.note')}</p>
      <p className="quiet scan__phone">{t('pay.scan.phone')}</p>
      <WalletLink codeUrl={codeUrl} />
    </>
  )
}

/** In demo mode the payer's phone is a page of the simulator. */
function WalletLink({ codeUrl }: { readonly codeUrl: string }) {
  const t = useWords()
  const english = useLanguage() === 'en'
  const demo = useSession()?.demo === true
  const simulator = useQuery({ ...simulatorQuery, enabled: demo })
  if (!demo || !simulator.data) return null
  const way = { simulator: simulator.data.url, english }
  return (
    <>
      <a
        className="button button--primary button--l button--wide"
        href={simulated(way, '/wallet', { code_url: codeUrl })}
        target="_blank"
        rel="noopener"
      >
        {t('pay.wallet')}
      </a>
      <p className="quiet">{t('pay.wallet.note')}</p>
    </>
  )
}
