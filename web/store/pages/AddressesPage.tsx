import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address } from '../../api/nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Empty, Failure, Loading, Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { addressesQuery, addressLine, maskPhone, useAddressBook } from '../data/address.ts'
import { AddressForm } from '../parts/AddressForm.tsx'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

export function AddressesPage() {
  const t = useWords()
  const list = useQuery(addressesQuery)
  const [editing, setEditing] = useState<Address | 'new' | null>(null)
  const [removing, setRemoving] = useState<Address | null>(null)
  if (list.isPending) return <Loading />
  if (list.isError) return <Failure error={list.error} retry={() => list.refetch()} />
  return (
    <div className="page page--narrow stack">
      <Title page={t('address.title')} />
      <h1>{t('address.title')}</h1>
      {list.data.items.length === 0 && <Empty title={t('address.none')} />}
      {list.data.items.map((address) => (
        <section key={address.id} className="card block address" aria-label={address.name}>
          <p>
            <strong>{address.name}</strong> {maskPhone(address.phone)}{' '}
            {address.isDefault && <Badge tone="good">{t('address.default')}</Badge>}
          </p>
          <p className="quiet">{addressLine(address)}</p>
          <p className="address__tools">
            <Button
              size="s"
              aria-label={t('address.editOf', { name: address.name })}
              onClick={() => setEditing(address)}
            >
              {t('address.edit')}
            </Button>
            <Button size="s" tone="quiet" onClick={() => setRemoving(address)}>
              {t('address.remove')}
            </Button>
          </p>
        </section>
      ))}
      <Button tone="primary" size="l" wide onClick={() => setEditing('new')}>
        {t('address.new')}
      </Button>
      {editing && (
        <Dialog
          title={t(editing === 'new' ? 'address.new' : 'address.edit')}
          onClose={() => setEditing(null)}
        >
          <AddressForm address={editing === 'new' ? null : editing} done={() => setEditing(null)} />
        </Dialog>
      )}
      {removing && <RemoveDialog address={removing} close={() => setRemoving(null)} />}
    </div>
  )
}

function RemoveDialog({ address, close }: { readonly address: Address; readonly close: () => void }) {
  const t = useWords()
  const ui = useUiWords()
  const book = useAddressBook()
  const remove = useAction(async () => {
    await book.remove(address.id)
    close()
  })
  return (
    <Dialog title={t('address.remove.sure')} onClose={close}>
      <p>{addressLine(address)}</p>
      <Refusal error={remove.error} />
      <div className="dialog__tools">
        <Button onClick={close}>{ui('cancel')}</Button>
        <Button tone="danger" busy={remove.busy} onClick={remove.act}>
          {t('address.remove')}
        </Button>
      </div>
    </Dialog>
  )
}
