import type { Invoice } from '../../api/nouns.ts'
import { useWords } from '../words/index.ts'
import { Field } from './Field.tsx'

const TYPES = ['none', 'personal', 'company'] as const
/** 15, 18 or 20 characters, as the tax office numbers firms and persons. */
const TAX_NO = /^[0-9A-Z]{15,20}$/

export function invoiceFault(invoice: Invoice): boolean {
  if (invoice.type === 'none') return false
  if (!invoice.title?.trim()) return true
  return invoice.type === 'company' && !TAX_NO.test(invoice.taxNo ?? '')
}

/** Only what belongs to the chosen kind: a tax number typed before changing one's mind is not sent. */
export function cleanInvoice({ type, title = '', taxNo = '' }: Invoice): Invoice {
  if (type === 'none') return { type }
  return { type, title: title.trim(), ...(type === 'company' ? { taxNo } : {}) }
}

type InvoiceChoiceProps = {
  readonly invoice: Invoice
  readonly change: (invoice: Invoice) => void
  readonly tried: boolean
}

export function InvoiceChoice({ invoice, change, tried }: InvoiceChoiceProps) {
  const t = useWords()
  return (
    <fieldset className="card block">
      <legend className="hidden-text">{t('checkout.invoice')}</legend>
      <div className="invoice">
        <strong aria-hidden="true">{t('checkout.invoice')}</strong>
        <div className="spec__values">
          {TYPES.map((type) => (
            <label key={type} className="spec__value spec__value--open">
              <input
                type="radio"
                name="invoice"
                checked={invoice.type === type}
                onChange={() => change(type === 'none' ? { type } : { ...invoice, type })}
              />
              <span>{t(`checkout.invoice.${type}`)}</span>
            </label>
          ))}
        </div>
      </div>
      {invoice.type !== 'none' && (
        <div className="stack">
          <Field label={t('checkout.invoice.title')}>
            {(box) => (
              <input
                {...box}
                className="input"
                maxLength={100}
                value={invoice.title ?? ''}
                onChange={(event) => change({ ...invoice, title: event.target.value })}
              />
            )}
          </Field>
          {invoice.type === 'company' && (
            <Field label={t('checkout.invoice.taxNo')}>
              {(box) => (
                <input
                  {...box}
                  className="input"
                  maxLength={20}
                  value={invoice.taxNo ?? ''}
                  onChange={(event) => change({ ...invoice, taxNo: event.target.value.toUpperCase().trim() })}
                />
              )}
            </Field>
          )}
          {tried && invoiceFault(invoice) && <p className="field__error">{t('checkout.invoice.bad')}</p>}
        </div>
      )}
    </fieldset>
  )
}
