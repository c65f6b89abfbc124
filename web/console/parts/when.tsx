import { serverNow } from '../../api/client.ts'
import { useLanguage } from '../../ui/language.ts'
import { formatTime, remaining } from '../../ui/time.ts'
import { useWords } from '../words/index.ts'

/** A moment, to the second, in the reader's zone. */
export function When({ at }: { at: string | null | undefined }) {
  const language = useLanguage()
  if (!at) return <span className="quiet">–</span>
  return (
    <time dateTime={at} className="when" title={at}>
      {formatTime(at, language)}
    </time>
  )
}

/** A deadline with what is left of it; in red once it is over. */
export function Due({ at }: { at: string | null | undefined }) {
  const language = useLanguage()
  const t = useWords()
  if (!at) return <span className="quiet">–</span>
  const { hours, minutes, seconds, over } = remaining(Date.parse(at), serverNow())
  const days = Math.floor(hours / 24)
  const left =
    days > 0
      ? t('due.days', { count: days })
      : hours > 0
        ? t('due.hours', { hours, minutes })
        : t('due.minutes', { minutes, seconds })
  return (
    <span className={over ? 'due due-over' : 'due'}>
      <time dateTime={at}>{formatTime(at, language)}</time>
      <span className="due-left">{over ? t('due.over') : t('due.left', { left })}</span>
    </span>
  )
}
