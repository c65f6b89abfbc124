import type { Attempt, Cashier } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { titleOf } from '../../data/cashier.ts'
import { useWords } from '../../words/index.ts'

type NoticeProps = { readonly cashier: Cashier; readonly attempt: Attempt; readonly go: () => void }

/** While the buyer looks for another way: the earlier one is still there, and what becomes of it. */
export function BegunNotice({ cashier, attempt, go }: NoticeProps) {
  const t = useWords()
  const language = useLanguage()
  const title = labelText(titleOf(cashier, attempt.channel), language)
  return (
    <div className="begun" role="status">
      <p>
        <strong>{t('pay.open', { title })}</strong>
      </p>
      <p>{t('pay.open.note')}</p>
      <Button size="s" onClick={go}>
        {t('pay.open.go')}
      </Button>
    </div>
  )
}
