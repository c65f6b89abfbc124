import { labelText, useLanguage } from '../../ui/language.ts'

type Words = { readonly zh: string; readonly en: string }

/** What happened in words, and beside it the channel's own code: staff need both when they call the channel. */
export function Said({ words, code }: { words: Words; code: string | null }) {
  const language = useLanguage()
  return (
    <span className="said">
      {labelText(words, language)} {code ? <code className="quiet">{code}</code> : null}
    </span>
  )
}
