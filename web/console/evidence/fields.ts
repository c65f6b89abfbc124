export type Field = { readonly name: string; readonly value: string }

/** A message field by field, however its channel writes it: JSON with its depths as dots, or a form. Null: neither. */
export function fieldsOf(body: string): Field[] | null {
  const text = body.trim()
  if (text.startsWith('{') || text.startsWith('[')) {
    try {
      return leaves(JSON.parse(text) as unknown, '')
    } catch {
      return null
    }
  }
  return /^[\w.-]+=[^\s]*$/.test(text) ? formFields(text) : null
}

const formFields = (text: string): Field[] =>
  [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))

function leaves(value: unknown, name: string): Field[] {
  if (typeof value !== 'object' || value === null) return [{ name, value: String(value) }]
  const entries = Object.entries(value)
  if (entries.length === 0) return [{ name, value: Array.isArray(value) ? '[]' : '{}' }]
  return entries.flatMap(([key, inner]) => leaves(inner, name === '' ? key : `${name}.${key}`))
}

/** The bytes of a message as the API tells it: text, or base64 after `base64:`. */
export function bytesOf(body: string): Uint8Array<ArrayBuffer> {
  if (!body.startsWith('base64:')) return new TextEncoder().encode(body)
  return Uint8Array.from(atob(body.slice('base64:'.length)), (one) => one.charCodeAt(0))
}
