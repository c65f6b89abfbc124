import type { ReactNode } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { Button } from './Button.tsx'
import { AlertIcon, BoxIcon } from './icons.tsx'
import { problemText } from './problemText.ts'
import { useUiWords } from './words/index.ts'

export function Empty({ title, children }: { readonly title?: string; readonly children?: ReactNode }) {
  const t = useUiWords()
  return (
    <div className="state">
      <BoxIcon size={40} />
      <p className="state__title">{title ?? t('empty.title')}</p>
      {children}
    </div>
  )
}

/** A whole page or part that could not be loaded: why, the request's number, and a way to go on. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const t = useUiWords()
  const requestId = error instanceof ApiProblem ? error.body.requestId : ''
  // What is not there does not come by asking again.
  if (error instanceof ApiProblem && error.body.status === 404)
    return (
      <div className="state" role="alert">
        <BoxIcon size={40} />
        <p className="state__title">{problemText(error, t)}</p>
        <a className="button" href="/">
          {t('failure.home')}
        </a>
      </div>
    )
  return (
    <div className="state" role="alert">
      <AlertIcon size={40} />
      <p className="state__title">{t('failure.title')}</p>
      <p>{problemText(error, t)}</p>
      {requestId && <p className="state__small">{t('failure.request', { id: requestId })}</p>}
      {retry && <Button onClick={retry}>{t('retry')}</Button>}
    </div>
  )
}

/** One line about a refusal, beside the form that was refused. */
export function Refusal({ error }: { readonly error: unknown }) {
  const t = useUiWords()
  if (!error) return null
  return (
    <p className="refusal" role="alert">
      <AlertIcon size={16} />
      {problemText(error, t)}
    </p>
  )
}

export function Loading({ rows = 3 }: { readonly rows?: number }) {
  const t = useUiWords()
  return (
    <div className="loading" role="status">
      <span className="hidden-text">{t('loading')}</span>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: grey bars have no identity
        <span key={at} className="loading__bar" />
      ))}
    </div>
  )
}
