import { type ConsoleKey, useWords, zh } from '../words/index.ts'

/** A channel's code of refusal in words; one that has none yet is shown as it came. */
export function Why({ code }: { code: string | null }) {
  const t = useWords()
  if (!code) return '–'
  const key = `sharing.why.${code}`
  return key in zh ? <span title={code}>{t(key as ConsoleKey)}</span> : <code>{code}</code>
}
