import { useState } from 'react'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { groupNumber } from './numbers.ts'
import { useUiWords } from './words/index.ts'

/** A business number in groups that can be read aloud; one press copies it whole. */
export function BusinessNumber({ no }: { readonly no: string }) {
  const t = useUiWords()
  const [copied, setCopied] = useState(false)
  async function copy() {
    // Without a secure context there is no clipboard: the number stays selectable text.
    await navigator.clipboard?.writeText(no).catch(() => undefined)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <span className="number">
      <span className="number__digits" data-no={no}>
        {groupNumber(no).map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one number never move
          <span key={at}>{part}</span>
        ))}
      </span>
      <button type="button" className="icon-button" onClick={copy} aria-label={t('number.copy', { no })}>
        {copied ? <CheckIcon size={16} /> : <CopyIcon size={16} />}
      </button>
      <output className="hidden-text">{copied ? t('copied') : ''}</output>
    </span>
  )
}
