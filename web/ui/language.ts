import { useSyncExternalStore } from 'react'

export type Language = 'zh-CN' | 'en'
export const LANGUAGES: readonly Language[] = ['zh-CN', 'en']

const SLOT = 'tongbao.language'
const listeners = new Set<() => void>()
let current: Language = 'zh-CN'

const pick = (wanted: string | null | undefined): Language | null =>
  wanted ? (wanted.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en') : null

/** Takes the language chosen before, or the browser's, before the first picture is drawn. */
export function startLanguage(): void {
  setLanguage(pick(localStorage.getItem(SLOT)) ?? pick(navigator.language) ?? 'zh-CN', false)
}

export function setLanguage(language: Language, remember = true): void {
  current = language
  document.documentElement.lang = language
  if (remember) localStorage.setItem(SLOT, language)
  for (const tell of listeners) tell()
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

export const useLanguage = (): Language => useSyncExternalStore(subscribe, () => current)

/** The wording of a label that data carries (machine tables, API), in the page's language. */
export function labelText(label: { zh: string; en: string } | string, language: Language): string {
  if (typeof label === 'string') return label
  return language === 'en' ? label.en : label.zh
}

/** The wording of `key` in data that carries both languages side by side (`title`, `titleEn`). */
export function wording<Key extends string>(
  thing: { readonly [K in Key]: string | null } & { readonly [K in `${Key}En`]?: string | null | undefined },
  key: Key,
  language: Language,
): string {
  const english = (thing as Readonly<Record<string, string | null | undefined>>)[`${key}En`]
  return (language === 'en' && english) || (thing[key] ?? '')
}
