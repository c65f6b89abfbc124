import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address, Invoice, NewTrade, Quote, Want } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { Money } from '../../ui/Money.tsx'
import { Failure, Loading, Refusal } from '../../ui/states.tsx'
import { quoteQuery } from '../data/cart.ts'
import { usePlaceTrade } from '../data/checkout.ts'
import { useWords } from '../words/index.ts'
import { AddressChoice } from './AddressChoice.tsx'
import { cleanInvoice, InvoiceChoice, invoiceFault } from './InvoiceChoice.tsx'
import { PriceChanged } from './PriceChanged.tsx'
import { QuoteGroup } from './QuoteGroup.tsx'
import { QuoteSummary } from './QuoteSummary.tsx'
import { Title } from './Title.tsx'

type CheckoutProps = {
  readonly lines: readonly Want[]
  readonly fromCart: boolean
  readonly addresses: readonly Address[]
}

export function CheckoutView({ lines, fromCart, addresses }: CheckoutProps) {
  const t = useWords()
  const cache = useQueryClient()
  const [picked, setPicked] = useState<number | null>(null)
  const [remarks, setRemarks] = useState<Readonly<Record<string, string>>>({})
  const [invoice, setInvoice] = useState<Invoice>({ type: 'none' })
  const [tried, setTried] = useState(false)
  const address =
    addresses.find(({ id }) => id === picked) ?? addresses.find((each) => each.isDefault) ?? addresses[0]
  const wanted = quoteQuery(lines, address?.id ?? null)
  const quote = useQuery(wanted)
  // A night is not sent anywhere: only goods ask for an address.
  const sent = quote.data?.needsAddress ?? true
  const { place, changed, forget } = usePlaceTrade(fromCart)
  const submit = (shown: Quote) => {
    setTried(true)
    if ((!address && sent) || invoiceFault(invoice)) return
    const said = Object.fromEntries(Object.entries(remarks).filter(([, text]) => text.trim() !== ''))
    const body: NewTrade = {
      lines: [...lines],
      ...(sent && address ? { addressId: address.id } : {}),
      quoteHash: shown.hash,
      remarks: said,
      invoice: cleanInvoice(invoice),
    }
    place.act(body)
  }
  return (
    <div className="page">
      <Title page={t('checkout.title')} />
      <h1>{t('checkout.title')}</h1>
      <div className="columns">
        <div className="columns__main stack">
          {sent && (
            <AddressChoice
              addresses={addresses}
              chosen={address ?? null}
              choose={setPicked}
              missing={tried && !address}
            />
          )}
          {quote.isPending && <Loading rows={2} />}
          {quote.isError && <Failure error={quote.error} retry={() => quote.refetch()} />}
          {quote.data?.groups.map((group) => (
            <QuoteGroup
              key={group.shop.id}
              group={group}
              remark={remarks[group.shop.id] ?? ''}
              setRemark={(text) => setRemarks({ ...remarks, [group.shop.id]: text })}
            />
          ))}
          <InvoiceChoice invoice={invoice} change={setInvoice} tried={tried} />
        </div>
        {quote.data && (
          <aside className="columns__side stack">
            <QuoteSummary quote={quote.data} />
            <Refusal error={place.error} />
            <div className="bar checkout-bar">
              <span className="checkout-bar__sum">
                {t('checkout.payable')} <Money amount={quote.data.payable} size="l" tone="price" />
              </span>
              <Button
                tone="primary"
                size="l"
                busy={place.busy}
                onClick={() => quote.data && submit(quote.data)}
              >
                {t('checkout.submit')}
              </Button>
            </div>
            <p className="quiet">{t('checkout.window', { count: quote.data.payWindowMinutes })}</p>
          </aside>
        )}
      </div>
      {changed && quote.data && (
        <PriceChanged
          before={quote.data}
          now={changed}
          accept={() => {
            cache.setQueryData(wanted.queryKey, changed)
            submit(changed)
          }}
          look={() => {
            cache.setQueryData(wanted.queryKey, changed)
            forget()
          }}
        />
      )}
    </div>
  )
}
