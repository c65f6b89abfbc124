import { useTitle } from '../../ui/useTitle.ts'
import { useWords } from '../words/index.ts'

/** What the tab is called while this page is shown; without a page, the store alone. */
export function Title({ page = null }: { readonly page?: string | null }) {
  const t = useWords()
  useTitle(page, t('store.title'))
  return null
}
