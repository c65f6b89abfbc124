import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, keyed, take } from '../../api/client.ts'
import { newKey } from '../../api/transport.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { orderQuery } from '../data/trade.ts'
import { useWords } from '../words/index.ts'

export function CompleteOrder({ no }: { readonly no: string }) {
  const t = useWords()
  const ui = useUiWords()
  const cache = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [key] = useState(newKey)
  const complete = useAction(async () => {
    const path = { no }
    const after = await take(
      api.POST('/v1/orders/{no}/complete', { params: { path, header: keyed(key) }, body: {} }),
    )
    cache.setQueryData(orderQuery(no).queryKey, after)
    cache.invalidateQueries({ queryKey: ['orders'] })
    setAsking(false)
  })
  return (
    <>
      <Button tone="primary" size="l" onClick={() => setAsking(true)}>
        {t('order.complete')}
      </Button>
      {asking && (
        <Dialog title={t('order.complete')} onClose={() => setAsking(false)}>
          <p>{t('order.complete.sure')}</p>
          <Refusal error={complete.error} />
          <div className="dialog__tools">
            <Button onClick={() => setAsking(false)}>{ui('cancel')}</Button>
            <Button tone="primary" busy={complete.busy} onClick={complete.act}>
              {t('order.complete')}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  )
}
