import { useSyncExternalStore } from 'react'

/** A hook that says whether a media query holds now, and again when it changes. */
export function mediaHook(query: string): () => boolean {
  const list = window.matchMedia(query)
  const subscribe = (tell: () => void) => {
    list.addEventListener('change', tell)
    return () => list.removeEventListener('change', tell)
  }
  return () => useSyncExternalStore(subscribe, () => list.matches)
}
