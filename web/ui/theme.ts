import { useSyncExternalStore } from 'react'

export type ThemeChoice = 'auto' | 'light' | 'dark'
export const THEMES: readonly ThemeChoice[] = ['auto', 'light', 'dark']

const SLOT = 'tongbao.theme'
const listeners = new Set<() => void>()
const dusk = () => window.matchMedia('(prefers-color-scheme: dark)')
let choice: ThemeChoice = 'auto'

const isChoice = (value: string | null): value is ThemeChoice => THEMES.some((theme) => theme === value)

function apply(): void {
  document.documentElement.dataset.theme = shown()
  for (const tell of listeners) tell()
}

export function startTheme(): void {
  const kept = localStorage.getItem(SLOT)
  choice = isChoice(kept) ? kept : 'auto'
  dusk().addEventListener('change', apply)
  apply()
}

export function setTheme(next: ThemeChoice): void {
  choice = next
  localStorage.setItem(SLOT, next)
  apply()
}

const shown = (): 'light' | 'dark' => (choice === 'auto' ? (dusk().matches ? 'dark' : 'light') : choice)

function subscribe(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice)
export const useTheme = (): 'light' | 'dark' => useSyncExternalStore(subscribe, shown)
