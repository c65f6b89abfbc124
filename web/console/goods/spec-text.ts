/** The values of a SKU's spec, as one line. */
export const specText = (spec: Readonly<Record<string, string>>): string => Object.values(spec).join(' / ')
