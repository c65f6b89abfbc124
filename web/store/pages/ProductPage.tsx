import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { Product } from '../../api/nouns.ts'
import { Button } from '../../ui/Button.tsx'
import { useLanguage, wording } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { Failure, Loading, Refusal } from '../../ui/states.tsx'
import { toast } from '../../ui/toast.tsx'
import { useAction } from '../../ui/useAction.ts'
import { cartQuery, useEditCart } from '../data/cart.ts'
import { productQuery } from '../data/catalog.ts'
import { choose, chosenSku, firstChoice } from '../data/matrix.ts'
import { useIsBuyer } from '../data/session.ts'
import { Gallery } from '../parts/Gallery.tsx'
import { ProductFacts } from '../parts/ProductFacts.tsx'
import { SpecPicker } from '../parts/SpecPicker.tsx'
import { StockNote } from '../parts/StockNote.tsx'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

export function ProductPage() {
  const id = Number(useParams().id)
  const product = useQuery(productQuery(id))
  if (product.isPending) return <Loading rows={5} />
  if (product.isError) return <Failure error={product.error} retry={() => product.refetch()} />
  return <ProductView key={id} product={product.data} />
}

function ProductView({ product }: { readonly product: Product }) {
  const t = useWords()
  const go = useNavigate()
  const language = useLanguage()
  const buyer = useIsBuyer()
  const cart = useQuery({ ...cartQuery, enabled: buyer })
  const edit = useEditCart()
  const [choice, setChoice] = useState(() => firstChoice(product))
  const [quantity, setQuantity] = useState(1)
  const sku = chosenSku(product, choice)
  const available = sku?.available ?? 0
  const signIn = () => go(`/sign-in?next=${encodeURIComponent(`/products/${product.id}`)}`)
  const add = useAction(async () => {
    if (!sku) return
    if (!buyer) return signIn()
    const old = cart.data?.groups.flatMap(({ lines }) => lines).find(({ skuId }) => skuId === sku.id)
    const total = Math.min((old?.quantity ?? 0) + quantity, old?.limit ?? 200)
    await edit.mutateAsync([{ skuId: sku.id, quantity: total, selected: true }])
    toast(t('product.added'))
  })
  const buy = () => (buyer ? go(`/checkout?sku=${sku?.id}&quantity=${quantity}`) : signIn())
  const pictures = [...new Set([sku?.image, ...product.images])].flatMap((each) => each || [])
  const price = sku?.price ?? Math.min(...product.skus.map((each) => each.price))
  return (
    <article className="product">
      <Title page={wording(product, 'title', language)} />
      <Gallery key={sku?.image} pictures={pictures} />
      <div className="product__side">
        <header className="product__head">
          <p className="product__price">
            <Money amount={price} size="xl" tone="price" />
            {sku?.listPrice && sku.listPrice > sku.price ? (
              <s>
                <span className="hidden-text">{t('product.listPrice')} </span>
                <Money amount={sku.listPrice} tone="quiet" />
              </s>
            ) : null}
          </p>
          <h1>{wording(product, 'title', language)}</h1>
          <p className="product__subtitle">{wording(product, 'subtitle', language)}</p>
        </header>
        <SpecPicker
          product={product}
          choice={choice}
          pick={(wish) => {
            setChoice(choose(product, choice, wish))
            setQuantity(1)
          }}
        />
        <div className="product__quantity">
          <span>{t('product.quantity')}</span>
          <Stepper
            value={quantity}
            max={Math.max(1, available)}
            onChange={setQuantity}
            disabled={available === 0}
          />
          <StockNote available={available} />
        </div>
        <Refusal error={add.error} />
        <div className="bar product__bar">
          <Button size="l" disabled={available === 0} busy={add.busy} onClick={add.act}>
            {t('product.add')}
          </Button>
          <Button size="l" tone="primary" disabled={available === 0} onClick={buy}>
            {t('product.buy')}
          </Button>
        </div>
      </div>
      <ProductFacts product={product} />
    </article>
  )
}
