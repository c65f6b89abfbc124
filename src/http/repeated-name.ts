const BLANK: ReadonlySet<string | undefined> = new Set([' ', '\t', '\n', '\r'])

/**
 * Whether an object of this JSON text names a field twice. Readers disagree on which of the two counts (RFC 8259,
 * section 4), so a proxy or a log may have seen another amount than we would. The text must be known to be JSON.
 */
export function repeatsName(text: string): boolean {
  /** The names of each open object; null for an open list. */
  const open: (Set<string> | null)[] = []
  let at = 0
  while (at < text.length) {
    const character = text[at]
    if (character === '{') open.push(new Set())
    else if (character === '[') open.push(null)
    else if (character === '}' || character === ']') open.pop()
    else if (character === '"') {
      const end = endOfString(text, at)
      const names = open.at(-1)
      if (names && isName(text, end)) {
        const name = nameIn(text, at, end)
        if (names.has(name)) return true
        names.add(name)
      }
      at = end
      continue
    }
    at += 1
  }
  return false
}

/** The place behind the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** A string before a colon is a name; any other is a value. */
function isName(text: string, end: number): boolean {
  let at = end
  while (BLANK.has(text[at])) at += 1
  return text[at] === ':'
}

/** `"\u0061"` is the same name as `"a"`. */
function nameIn(text: string, start: number, end: number): string {
  const written = text.slice(start, end)
  return written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1)
}
