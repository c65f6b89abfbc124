import { isNumber, readNumber } from '../src/kernel/number.ts'

/**
 * Makes two runs of a story comparable: numbers, which hold the time, become names in the order of their first
 * appearance (`trade#1`), and times and durations become marks. Amounts stay: they must be the same every time.
 */
export function masked(text: string): string {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  const nameOf = (no: string): string => {
    if (!isNumber(no)) return no
    const known = names.get(no)
    if (known) return known
    const kind = readNumber(no)?.kind ?? 'number'
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    names.set(no, `${kind}#${count}`)
    return `${kind}#${count}`
  }
  return text
    .replaceAll(/\b\d{22}\b/g, nameOf)
    .replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, '<time>')
    .replaceAll(/\b\d+(\.\d+)? s\b/g, '<seconds> s')
    .replaceAll(/http:\/\/(localhost|127\.0\.0\.1):\d+/g, '<address>')
}
