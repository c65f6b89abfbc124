import { useCallback } from 'react'
import { type Language, useLanguage } from './language.ts'

export type Dictionary<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>
export type Fill = Readonly<Record<string, string | number>>
export type Translate<Key extends string> = (key: Key, fill?: Fill) => string

/**
 * The text of a key. `{name}` is filled in; where a text has two forms (`{count} item|{count} items`)
 * the first is for a count of one. A number is grouped by thousands; what names something is filled in as a string.
 */
export function translate(text: string, fill: Fill = {}): string {
  const [one = '', many] = text.split('|')
  const form = many !== undefined && fill.count !== 1 ? many : one
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => (name in fill ? written(fill[name]) : whole))
}

/** Both languages group alike. */
const written = (value: string | number | undefined): string =>
  typeof value === 'number' ? value.toLocaleString('en') : String(value)

/** What one room says, in the page's language. Rooms wrap it: `const useWords = () => useDictionary(words)`. */
export function useDictionary<Key extends string>(words: Dictionary<Key>): Translate<Key> {
  const language = useLanguage()
  return useCallback((key: Key, fill?: Fill) => translate(words[language][key], fill), [language, words])
}
