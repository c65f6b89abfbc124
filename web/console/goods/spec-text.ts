import type { ManagedProduct } from '../../api/staff-nouns.ts'
import { type Language, wording } from '../../ui/language.ts'

/** The values of a SKU's spec, as one line. */
export const specText = (
  spec: Readonly<Record<string, string>>,
  options: ManagedProduct['options'],
  language: Language,
): string =>
  Object.entries(spec)
    .map(([name, value]) => {
      const option = options.find((one) => one.name === name)
      const known = option?.values.find((one) => one.value === value)
      return known ? wording(known, 'value', language) : value
    })
    .join(' / ')
