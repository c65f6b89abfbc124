import { useState } from 'react'
import type { Address } from '../../api/nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { PinIcon } from '../../ui/icons.tsx'
import { addressLine, maskPhone } from '../data/address.ts'
import { useWords } from '../words/index.ts'
import { AddressForm } from './AddressForm.tsx'

type AddressChoiceProps = {
  readonly addresses: readonly Address[]
  readonly chosen: Address | null
  readonly choose: (id: number) => void
  readonly missing: boolean
}

export function AddressChoice({ addresses, chosen, choose, missing }: AddressChoiceProps) {
  const t = useWords()
  const [open, setOpen] = useState<'choose' | 'new' | null>(null)
  const close = () => setOpen(null)
  const take = (id: number) => {
    choose(id)
    close()
  }
  return (
    <section className="card block address-choice" aria-label={t('address.title')}>
      <PinIcon size={24} />
      {chosen ? (
        <div>
          <p>
            <strong>{chosen.name}</strong> {maskPhone(chosen.phone)}
          </p>
          <p className="quiet">{addressLine(chosen)}</p>
        </div>
      ) : (
        <p className={missing ? 'field__error' : ''}>{t('checkout.address.add')}</p>
      )}
      <Button size="s" onClick={() => setOpen(chosen ? 'choose' : 'new')}>
        {t(chosen ? 'address.change' : 'address.new')}
      </Button>
      {open === 'choose' && (
        <Dialog title={t('address.choose')} onClose={close}>
          {addresses.map((address) => (
            <button key={address.id} type="button" className="choice" onClick={() => take(address.id)}>
              <span>
                <strong>{address.name}</strong> {maskPhone(address.phone)}{' '}
                {address.isDefault && <Badge tone="good">{t('address.default')}</Badge>}
              </span>
              <span className="quiet">{addressLine(address)}</span>
            </button>
          ))}
          <Button wide onClick={() => setOpen('new')}>
            {t('address.new')}
          </Button>
        </Dialog>
      )}
      {open === 'new' && (
        <Dialog title={t('address.new')} onClose={close}>
          <AddressForm address={null} done={({ id }) => take(id)} />
        </Dialog>
      )}
    </section>
  )
}
