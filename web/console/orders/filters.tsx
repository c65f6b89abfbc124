import { Button, DatePicker, Input, Select } from 'antd'
import dayjs from 'dayjs'
import { useSearchParams } from 'react-router'
import { useLanguage } from '../../ui/language.ts'
import { useShops } from '../parts/shops.ts'
import { stateChoices } from '../parts/state.tsx'
import type { Query } from '../parts/wire.ts'
import { useIsPlatform } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

const FIELDS = ['q', 'phone', 'product', 'state', 'shop', 'from', 'to'] as const

/** The filters live in the address, so that a list can be sent to a colleague. */
export function useOrderFilters(): { query: Query; set: (change: Query) => void; clear: () => void } {
  const [params, setParams] = useSearchParams()
  const query = Object.fromEntries(FIELDS.map((field) => [field, params.get(field) ?? '']))
  const set = (change: Query) => {
    const next = new URLSearchParams(params)
    for (const [field, value] of Object.entries(change))
      if (value) next.set(field, String(value))
      else next.delete(field)
    setParams(next, { replace: true })
  }
  return { query, set, clear: () => setParams(new URLSearchParams(), { replace: true }) }
}

export function OrderFilters({ filters }: { filters: ReturnType<typeof useOrderFilters> }) {
  const t = useWords()
  const language = useLanguage()
  const isPlatform = useIsPlatform()
  const { query, set, clear } = filters
  const { choices: shops } = useShops()
  const search = (field: string, label: string) => (
    <Input.Search
      key={`${field}${query[field]}`}
      className="filter-text"
      aria-label={label}
      placeholder={label}
      defaultValue={String(query[field] ?? '')}
      onSearch={(value) => set({ [field]: value.trim() })}
      allowClear
    />
  )
  return (
    <>
      {search('q', t('orders.no_filter'))}
      {search('phone', t('orders.phone'))}
      {search('product', t('orders.product'))}
      <Select
        className="filter-select"
        aria-label={t('orders.state')}
        placeholder={t('orders.state')}
        value={query.state || null}
        options={stateChoices('order', language)}
        onChange={(state) => set({ state })}
        allowClear
      />
      {isPlatform ? (
        <Select
          className="filter-select"
          aria-label={t('orders.shop')}
          placeholder={t('orders.shop')}
          value={query.shop || null}
          options={shops.map(({ value, label }) => ({ value: String(value), label }))}
          onChange={(shop) => set({ shop })}
          allowClear
        />
      ) : null}
      <DatePicker.RangePicker
        aria-label={t('orders.placed')}
        placeholder={[t('orders.from'), t('orders.to')]}
        value={query.from && query.to ? [dayjs(String(query.from)), dayjs(String(query.to))] : null}
        onChange={(range) =>
          set({
            from: range?.[0]?.startOf('day').toISOString(),
            to: range?.[1]?.endOf('day').toISOString(),
          })
        }
      />
      <Button onClick={clear}>{t('filter.clear')}</Button>
    </>
  )
}
