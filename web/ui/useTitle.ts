import { useEffect } from 'react'

/** Names the page in the tab and in the history: `page – site`. */
export function useTitle(page: string | null, site: string): void {
  useEffect(() => {
    document.title = page ? `${page} – ${site}` : site
  }, [page, site])
}
