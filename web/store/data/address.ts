import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { api, keyed, take } from '../../api/client.ts'
import type { Address, NewAddress } from '../../api/nouns.ts'

export const addressesQuery = queryOptions({
  queryKey: ['addresses'],
  queryFn: ({ signal }) => take(api.GET('/v1/addresses', { signal })),
})

export function useAddressBook() {
  const cache = useQueryClient()
  const told = () => cache.invalidateQueries({ queryKey: addressesQuery.queryKey })
  return {
    save: async (id: number | null, body: NewAddress, key: string): Promise<Address> => {
      const saved =
        id === null
          ? await take(api.POST('/v1/addresses', { params: { header: keyed(key) }, body }))
          : await take(api.PUT('/v1/addresses/{id}', { params: { path: { id } }, body }))
      await told()
      return saved
    },
    remove: async (id: number) => {
      await take(api.DELETE('/v1/addresses/{id}', { params: { path: { id } } }))
      await told()
    },
  }
}

/** The address on one line, biggest place first, as parcels are addressed here. */
export const addressLine = (address: Pick<Address, 'province' | 'city' | 'district' | 'street'>): string =>
  [...new Set([address.province, address.city, address.district, address.street])].filter(Boolean).join(' ')

/** `13800001234` → `138****1234`: on a page that others may see over the shoulder. */
export const maskPhone = (phone: string): string => phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2')
