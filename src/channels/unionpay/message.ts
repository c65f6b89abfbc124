/** Messages of UnionPay's gateway: flat `key=value` pairs. Keys are unique; a message that repeats one is no message. */
export type Message = ReadonlyMap<string, string>

const OPENING: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

/**
 * Reads an answer: pairs joined by `&`, not URL-encoded, so that base64 and certificates stand in it as they are.
 * Inside `{…}` and `[…]` an ampersand belongs to the value.
 */
export function parseAnswer(text: string): Message | undefined {
  const pairs: string[] = []
  let from = 0
  let closing: string | undefined
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (closing !== undefined) {
      if (character === closing) closing = undefined
    } else if (character === '&') {
      pairs.push(text.slice(from, at))
      from = at + 1
    } else {
      closing = OPENING[character]
    }
  }
  pairs.push(text.slice(from))
  return collect(pairs, (part) => part)
}

/** Reads a form as a browser or the back notice sends it. */
export function parseForm(text: string): Message | undefined {
  return collect(text.split('&'), decode)
}

export function encodeForm(message: Message): string {
  return new URLSearchParams([...message]).toString()
}

/** What is signed: every pair but the signature, ordered by key, values as they are. */
export function signedText(message: Message): string {
  return [...message.keys()]
    .filter((key) => key !== 'signature')
    .sort()
    .map((key) => `${key}=${message.get(key)}`)
    .join('&')
}

/** A value that is there and not empty. */
export const text = (message: Message, key: string): string | undefined => message.get(key) || undefined

/** An amount in fen. */
export function fen(message: Message, key: string): number | undefined {
  const value = message.get(key)
  return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined
}

function collect(pairs: readonly string[], read: (part: string) => string | undefined): Message | undefined {
  const message = new Map<string, string>()
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    const key = read(equals < 0 ? pair : pair.slice(0, equals))
    const value = read(equals < 0 ? '' : pair.slice(equals + 1))
    if (!key || value === undefined || message.has(key)) return undefined
    message.set(key, value)
  }
  return message
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
