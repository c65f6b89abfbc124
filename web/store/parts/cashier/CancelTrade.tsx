import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Trade } from '../../../api/nouns.ts'
import { newKey } from '../../../api/transport.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Refusal } from '../../../ui/states.tsx'
import { useAction } from '../../../ui/useAction.ts'
import { cancelTrade } from '../../data/pay.ts'
import { tradeQuery } from '../../data/trade.ts'
import { useWords } from '../../words/index.ts'

/** One payment for all shops means one decision to cancel: the buyer is told what goes with it. */
export function CancelTrade({ trade, size = 'm' }: { readonly trade: Trade; readonly size?: 'm' | 'l' }) {
  const t = useWords()
  const cache = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [key] = useState(newKey)
  const cancel = useAction(async () => {
    const after = await cancelTrade(trade.no, key)
    cache.setQueryData(tradeQuery(trade.no).queryKey, after)
    for (const stale of ['orders', 'order']) cache.invalidateQueries({ queryKey: [stale] })
    setAsking(false)
  })
  const shops = trade.orders.length
  return (
    <div className="cancel">
      <Button tone="quiet" size={size} onClick={() => setAsking(true)}>
        {t('pay.cancel')}
      </Button>
      {asking && (
        <Dialog title={t('pay.cancel')} onClose={() => setAsking(false)}>
          <p>{shops > 1 ? t('order.cancel.merged', { count: shops }) : t('pay.cancel.sure')}</p>
          <Refusal error={cancel.error} />
          <div className="dialog__tools">
            <Button onClick={() => setAsking(false)}>{t('pay.cancel.keep')}</Button>
            <Button tone="danger" busy={cancel.busy} onClick={cancel.act}>
              {t('pay.cancel')}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  )
}
