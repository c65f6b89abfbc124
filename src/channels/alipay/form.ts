import iconv from 'iconv-lite'

/**
 * A form as it came. Each value is decoded once, to bytes: the signature covers these, whatever their charset, and a
 * `%` in a subject is no second encoding.
 */
export type Form = {
  /** Names and values, one character per byte. */
  readonly bytes: ReadonlyMap<string, string>
  /** The values as text, in the charset the form itself names. */
  readonly fields: Readonly<Record<string, string>>
}

/** `undefined` for what is no form, or names a field twice, or is not text of its charset. */
export function readForm(body: Buffer): Form | undefined {
  const bytes = new Map<string, string>()
  for (const part of body.toString('latin1').split('&')) {
    const at = part.indexOf('=')
    const name = at < 0 ? undefined : decoded(part.slice(0, at))
    const value = at < 0 ? undefined : decoded(part.slice(at + 1))
    if (!name || value === undefined || bytes.has(name)) return undefined
    bytes.set(name, value)
  }
  const charset = (bytes.get('charset') ?? 'utf-8').toLowerCase()
  if (!CHARSETS.includes(charset)) return undefined
  const fields: Record<string, string> = {}
  for (const [name, value] of bytes) fields[name] = iconv.decode(Buffer.from(value, 'latin1'), charset)
  return { bytes, fields }
}

const CHARSETS: readonly string[] = ['utf-8', 'utf8', 'gbk', 'gb2312', 'gb18030']

function decoded(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined
  return text
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
