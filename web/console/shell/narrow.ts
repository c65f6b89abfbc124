import { useSyncExternalStore } from 'react'

/** As narrow as the style sheets' phones: the menu has no room beside the page. */
const phone = window.matchMedia('(max-width: 640px)')

const subscribe = (tell: () => void) => {
  phone.addEventListener('change', tell)
  return () => phone.removeEventListener('change', tell)
}

export const useIsPhone = (): boolean => useSyncExternalStore(subscribe, () => phone.matches)
