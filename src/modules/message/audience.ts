type Facts = Readonly<Record<string, unknown>>
type Share = Facts & { readonly shopId: number }

const sharesOf = ({ shares }: Facts): readonly Share[] => (Array.isArray(shares) ? (shares as Share[]) : [])

/** The shops an event concerns: the one its data names, or each that has a share in it. */
export const shopsOf = (data: Facts): readonly number[] =>
  typeof data.shopId === 'number' ? [data.shopId] : sharesOf(data).map(({ shopId }) => shopId)

/**
 * What one shop is told: of an event with shares its own share stands in the place of the whole, and nothing of any
 * other shop is left. The platform (`null`) is told everything.
 */
export function toldTo(data: Facts, shopId: number | null): Facts {
  if (shopId === null || data.shares === undefined) return data
  const { shares: _, ...common } = data
  return { ...common, ...sharesOf(data).find((share) => share.shopId === shopId) }
}
