import { useQuery } from '@tanstack/react-query'
import { labelText, useLanguage } from '../../ui/language.ts'
import { categoriesQuery } from '../data/catalog.ts'
import { useWords } from '../words/index.ts'

type CategoriesProps = { readonly chosen: number | null; readonly choose: (id: number | null) => void }

/** The top of the category tree as chips; choosing one shows its children in a second row. */
export function Categories({ chosen, choose }: CategoriesProps) {
  const t = useWords()
  const language = useLanguage()
  const { data } = useQuery(categoriesQuery)
  const all = [...(data?.items ?? [])].sort((a, b) => a.sort - b.sort)
  const current = all.find(({ id }) => id === chosen)
  const top = current?.parentId ?? current?.id ?? null
  const children = top === null ? [] : all.filter(({ parentId }) => parentId === top)
  const chip = (id: number | null, label: string, on: boolean) => (
    <li key={id ?? 'all'}>
      <button type="button" className="chip" aria-pressed={on} onClick={() => choose(id)}>
        {label}
      </button>
    </li>
  )
  return (
    <nav className="categories" aria-label={t('list.categories')}>
      <ul className="chips">
        {chip(null, t('list.all'), chosen === null)}
        {all
          .filter(({ parentId }) => parentId === null)
          .map(({ id, name }) => chip(id, labelText(name, language), id === top))}
      </ul>
      {children.length > 0 && (
        <ul className="chips chips--small">
          {children.map(({ id, name }) => chip(id, labelText(name, language), id === chosen))}
        </ul>
      )}
    </nav>
  )
}
