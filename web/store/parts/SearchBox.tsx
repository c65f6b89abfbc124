import { type FormEvent, useEffect, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { CloseIcon, SearchIcon } from '../../ui/icons.tsx'
import { useWords } from '../words/index.ts'

/** The keyword stays in the box as long as its results are shown. */
export function SearchBox() {
  const t = useWords()
  const go = useNavigate()
  const [params] = useSearchParams()
  const asked = params.get('q') ?? ''
  const [text, setText] = useState(asked)
  useEffect(() => setText(asked), [asked])
  const search = (words: string) => go(words ? `/?q=${encodeURIComponent(words)}` : '/')
  function submit(event: FormEvent) {
    event.preventDefault()
    search(text.trim())
  }
  return (
    <search className="search">
      <form onSubmit={submit}>
        <SearchIcon size={18} />
        <input
          type="text"
          enterKeyHint="search"
          maxLength={60}
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder={t('search.placeholder')}
          aria-label={t('search.placeholder')}
        />
        {text && (
          <button
            type="button"
            className="icon-button"
            aria-label={t('search.clear')}
            onClick={() => search('')}
          >
            <CloseIcon size={16} />
          </button>
        )}
        <button type="submit" className="hidden-text">
          {t('search.submit')}
        </button>
      </form>
    </search>
  )
}
