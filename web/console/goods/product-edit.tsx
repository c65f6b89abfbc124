import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { ManagedProduct, ManagedSku } from '../../api/staff-nouns.ts'
import { useLanguage } from '../../ui/language.ts'
import { useWrite } from '../parts/ask.ts'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'
import { specText } from './spec-text.ts'

type SkuDraft = Pick<ManagedSku, 'price' | 'listPrice' | 'cost' | 'barcode'>
type Draft = {
  title: string
  titleEn: string
  subtitle: string
  subtitleEn: string
  skus: Record<string, SkuDraft>
}

/** Changes words and prices. The version that was shown goes along: a change made meanwhile is never overwritten. */
export function ProductEdit({ product }: { product: ManagedProduct }) {
  const t = useWords()
  const write = useWrite()
  const [open, setOpen] = useState(false)
  const [form] = Form.useForm<Draft>()
  const save = async () => {
    const draft = await form.validateFields()
    await write.mutateAsync({
      method: 'PUT',
      path: `/v1/console/products/${product.spuId}`,
      body: bodyOf(product, draft),
    })
    setOpen(false)
  }
  const text = (name: 'title' | 'titleEn' | 'subtitle' | 'subtitleEn', max: number, required = false) => (
    <Form.Item
      name={name}
      label={t(`products.${name}`)}
      rules={required ? [{ required: true, message: t('form.needed') }] : []}
    >
      <Input maxLength={max} />
    </Form.Item>
  )
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('products.edit')}</Button>
      <Modal
        title={t('products.edit')}
        open={open}
        width={860}
        okText={t('form.save')}
        confirmLoading={write.isPending}
        onCancel={() => setOpen(false)}
        onOk={() => save().catch(() => undefined)}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" preserve={false} initialValues={draftOf(product)}>
          <div className="form-columns">
            {text('title', 120, true)}
            {text('titleEn', 200)}
            {text('subtitle', 200)}
            {text('subtitleEn', 200)}
          </div>
          {product.skus.map((sku) => (
            <SkuFields key={sku.skuId} sku={sku} options={product.options} />
          ))}
        </Form>
      </Modal>
    </>
  )
}

function SkuFields({ sku, options }: { sku: ManagedSku; options: ManagedProduct['options'] }) {
  const t = useWords()
  const language = useLanguage()
  const name = (field: keyof SkuDraft) => ['skus', String(sku.skuId), field]
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <fieldset className="sku-fields">
      <legend>
        {sku.skuId} · {specText(sku.spec, options, language) || t('products.one_spec')}
      </legend>
      <Form.Item name={name('price')} label={t('products.price')} rules={needed}>
        <Yuan />
      </Form.Item>
      <Form.Item name={name('listPrice')} label={t('products.list_price')} rules={needed}>
        <Yuan />
      </Form.Item>
      <Form.Item name={name('cost')} label={t('products.cost')}>
        <Yuan />
      </Form.Item>
      <Form.Item
        name={name('barcode')}
        label={t('products.barcode')}
        rules={[{ pattern: /^\d{8,14}$/, message: t('products.barcode_shape') }]}
      >
        <Input maxLength={14} />
      </Form.Item>
    </fieldset>
  )
}

const draftOf = ({ title, titleEn, subtitle, subtitleEn, skus }: ManagedProduct): Draft => ({
  title,
  titleEn,
  subtitle,
  subtitleEn,
  skus: Object.fromEntries(
    skus.map(({ skuId, price, listPrice, cost, barcode }) => [skuId, { price, listPrice, cost, barcode }]),
  ),
})

/** The whole product, as the API wants a change: what the form does not show stays as it was. */
function bodyOf(product: ManagedProduct, draft: Draft) {
  const { version, categoryId, description, descriptionEn, images, attributes, options } = product
  const { title, titleEn, subtitle, subtitleEn } = draft
  const skus = product.skus.map(({ margin: _m, costMissing: _c, ...sku }) => {
    const changed = draft.skus[String(sku.skuId)]
    return { ...sku, ...changed, barcode: changed?.barcode || null, cost: changed?.cost ?? null }
  })
  const words = { title, titleEn, subtitle, subtitleEn, description, descriptionEn }
  return { version, categoryId, ...words, images, attributes, options, skus }
}
