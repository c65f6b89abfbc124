import { useLanguage, wording } from '../../ui/language.ts'
import { useResource } from './ask.ts'

type Shop = { id: number; name: string; nameEn: string }

/** The shops by their names, as choices and to be looked up. */
export function useShops() {
  const language = useLanguage()
  const { data } = useResource<{ items: Shop[] }>('/v1/shops')
  const choices = (data?.items ?? []).map((shop) => ({
    value: shop.id,
    label: wording(shop, 'name', language),
  }))
  const nameOf = (id: number): string => choices.find(({ value }) => value === id)?.label ?? `#${id}`
  return { choices, nameOf }
}
