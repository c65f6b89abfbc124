import { type FormEvent, useState } from 'react'
import { intentKey } from '../../api/intent.ts'
import type { Address, NewAddress } from '../../api/nouns.ts'
import { newKey } from '../../api/transport.ts'
import { Button } from '../../ui/Button.tsx'
import { Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { useAddressBook } from '../data/address.ts'
import type { StoreKey } from '../words/index.ts'
import { useWords } from '../words/index.ts'
import { Field } from './Field.tsx'

type Text = Exclude<keyof NewAddress, 'isDefault'>

const FIELDS: readonly { name: Text; word: StoreKey; complete: string; max: number; short?: true }[] = [
  { name: 'name', word: 'address.name', complete: 'name', max: 40, short: true },
  { name: 'phone', word: 'address.phone', complete: 'tel-national', max: 11, short: true },
  { name: 'province', word: 'address.province', complete: 'address-level1', max: 40, short: true },
  { name: 'city', word: 'address.city', complete: 'address-level2', max: 40, short: true },
  { name: 'district', word: 'address.district', complete: 'address-level3', max: 40 },
  { name: 'street', word: 'address.street', complete: 'street-address', max: 200 },
]

const blank: NewAddress = {
  name: '',
  phone: '',
  province: '',
  city: '',
  district: '',
  street: '',
  isDefault: false,
}

type AddressFormProps = { readonly address: Address | null; readonly done: (saved: Address) => void }

export function AddressForm({ address, done }: AddressFormProps) {
  const t = useWords()
  const book = useAddressBook()
  const [scope] = useState(newKey)
  const [tried, setTried] = useState(false)
  const [draft, setDraft] = useState<NewAddress>(() => {
    const { name, phone, province, city, district, street, isDefault } = address ?? blank
    return { name, phone, province, city, district, street, isDefault }
  })
  const fault = (name: Text, word: StoreKey): string | null => {
    const text = draft[name].trim()
    if (name === 'phone' && !/^1[3-9]\d{9}$/.test(text)) return t('sign.phone.bad')
    return text || name === 'district' ? null : t('address.required', { field: t(word) })
  }
  const save = useAction(async () => {
    setTried(true)
    if (FIELDS.some(({ name, word }) => fault(name, word))) return
    done(await book.save(address?.id ?? null, draft, intentKey(scope, draft, sessionStorage)))
  })
  return (
    <form
      className="address-form"
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        save.act()
      }}
    >
      {FIELDS.map(({ name, word, complete, max, short }) => (
        <div key={name} className={short ? '' : 'address-form__wide'}>
          <Field label={t(word)} error={tried ? fault(name, word) : null}>
            {(box) => (
              <input
                {...box}
                className="input"
                autoComplete={complete}
                maxLength={max}
                {...(name === 'phone' ? { type: 'tel', inputMode: 'numeric' as const } : {})}
                {...(name === 'street' ? { placeholder: t('address.street.hint') } : {})}
                value={draft[name]}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            )}
          </Field>
        </div>
      ))}
      <label className="address-form__wide tick">
        <input
          type="checkbox"
          className="check"
          checked={draft.isDefault}
          onChange={(event) => setDraft({ ...draft, isDefault: event.target.checked })}
        />
        {t('address.default.set')}
      </label>
      <div className="address-form__wide stack">
        <Refusal error={save.error} />
        <Button type="submit" tone="primary" size="l" wide busy={save.busy}>
          {t('address.save')}
        </Button>
      </div>
    </form>
  )
}
