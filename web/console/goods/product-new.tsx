import { Form, Input, InputNumber, Select } from 'antd'
import type { ManagedShop, ShopCategory } from '../../api/staff-nouns.ts'
import { labelText, useLanguage, wording } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { FormAct } from '../parts/form-act.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'

type Draft = {
  shopId: number
  categoryId: number
  title: string
  titleEn?: string
  price: number
  listPrice?: number | null
  cost?: number | null
}

/** A product of one spec, not yet on sale; the shop's currency is the price's. */
export function NewProduct() {
  const t = useWords()
  const language = useLanguage()
  const shops = useResource<{ items: ManagedShop[] }>('/v1/console/shops').data?.items ?? []
  const categories = useResource<{ items: ShopCategory[] }>('/v1/categories').data?.items ?? []
  const needed = [{ required: true, message: t('form.needed') }]
  const currencyOf = (shopId: number) => shops.find(({ id }) => id === shopId)?.currency ?? 'CNY'
  return (
    <FormAct<Draft>
      primary
      label={t('products.add')}
      orderOf={(draft) => ({
        method: 'POST',
        path: '/v1/console/products',
        body: bodyOf(draft, currencyOf(draft.shopId)),
      })}
    >
      <Form.Item name="shopId" label={t('orders.shop')} rules={needed}>
        <Select options={shops.map((shop) => ({ value: shop.id, label: wording(shop, 'name', language) }))} />
      </Form.Item>
      <Form.Item name="categoryId" label={t('products.category')} rules={needed}>
        <Select
          options={categories.map(({ id, name }) => ({ value: id, label: labelText(name, language) }))}
        />
      </Form.Item>
      <Form.Item
        name="title"
        label={t('products.title')}
        rules={[{ required: true, whitespace: true, message: t('form.needed') }]}
      >
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="titleEn" label={t('products.titleEn')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="price" label={t('products.price')} rules={needed}>
        <Yuan />
      </Form.Item>
      <Form.Item name="listPrice" label={t('products.list_price')}>
        <Yuan />
      </Form.Item>
      <Form.Item name="cost" label={t('products.cost')}>
        <Yuan />
      </Form.Item>
    </FormAct>
  )
}

function bodyOf(draft: Draft, currency: string) {
  const { shopId, categoryId, title, titleEn = '', price, listPrice, cost } = draft
  const prices = { price, listPrice: listPrice ?? price, cost: cost ?? null, currency }
  const measures = { barcode: null, weightG: 0, volumeCm3: 0, image: '' }
  return {
    ...{
      shopId,
      categoryId,
      title,
      titleEn,
      subtitle: '',
      subtitleEn: '',
      description: '',
      descriptionEn: '',
    },
    ...{ images: [], attributes: [], options: [] },
    skus: [{ spec: {}, ...prices, ...measures, state: 'active' }],
  }
}

type CategoryDraft = { code: string; name: string; nameEn: string; sort: number }

/** A category at the root of the tree; one of the same code there is renamed. */
export function NewCategory() {
  const t = useWords()
  const needed = [{ required: true, whitespace: true, message: t('form.needed') }]
  return (
    <FormAct<CategoryDraft>
      label={t('products.add_category')}
      what={t('products.category_what')}
      initial={{ sort: 1 }}
      orderOf={({ code, ...words }) => ({
        method: 'PUT',
        path: `/v1/console/categories/${code}`,
        body: { parentId: null, ...words },
      })}
    >
      <Form.Item
        name="code"
        label={t('products.category_code')}
        rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_-]{0,39}$/, message: t('shops.code_shape') }]}
      >
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('shops.name')} rules={needed}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('shops.name_en')} rules={needed}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="sort"
        label={t('products.category_sort')}
        rules={[{ required: true, message: t('form.needed') }]}
      >
        <InputNumber min={0} max={1_000_000} precision={0} />
      </Form.Item>
    </FormAct>
  )
}
