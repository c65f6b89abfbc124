import type { Quote } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatMoney } from '../../ui/money.ts'
import { useWords } from '../words/index.ts'

type PriceChangedProps = {
  readonly before: Quote
  readonly now: Quote
  readonly accept: () => void
  readonly look: () => void
}

/** Never a silent price: the buyer says yes to the new one, or looks again. */
export function PriceChanged({ before, now, accept, look }: PriceChangedProps) {
  const t = useWords()
  const words = {
    from: formatMoney(before.payable, before.currency),
    to: formatMoney(now.payable, now.currency),
  }
  return (
    <Dialog title={t('checkout.changed')} onClose={look}>
      <p>{t('checkout.changed.text', words)}</p>
      <div className="dialog__tools">
        <Button onClick={look}>{t('checkout.changed.look')}</Button>
        <Button tone="primary" onClick={accept}>
          {t('checkout.changed.accept')}
        </Button>
      </div>
    </Dialog>
  )
}
