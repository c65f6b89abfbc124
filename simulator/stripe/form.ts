/** A body or a query as Stripe writes it: `metadata[order]=1`, `created[gte]=…`, `expand[]=…` or `expand[0]=…`. */
export type Form = { readonly [name: string]: string | Form }

export function parseForm(text: string): Form {
  const root: Record<string, string | Form> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/[[\]]+/).filter((part, i) => part !== '' || i === 1)
    let at: Record<string, string | Form> = root
    path.forEach((part, i) => {
      // `expand[]` numbers itself.
      const key = part === '' ? String(Object.keys(at).length) : part
      if (key === '__proto__') return
      if (i === path.length - 1) at[key] = value
      else {
        if (typeof at[key] !== 'object') at[key] = {}
        at = at[key] as Record<string, string | Form>
      }
    })
  }
  return root
}

export const text = (form: Form, name: string): string | undefined => {
  const value = form[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export const group = (form: Form, name: string): Form => {
  const value = form[name]
  return typeof value === 'object' ? value : {}
}

export const texts = (form: Form): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )

/** A whole number that is not negative. */
export const whole = (form: Form, name: string): number | undefined => {
  const value = text(form, name)
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}
