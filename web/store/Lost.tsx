import { Link, useRouteError } from 'react-router'
import { Empty, Failure } from '../ui/states.tsx'
import { useWords } from './words/index.ts'

export function Lost() {
  const t = useWords()
  return (
    <Empty title={t('nav.lost')}>
      <Link className="button" to="/">
        {t('nav.home.go')}
      </Link>
    </Empty>
  )
}

/** A page that broke: a new version may have replaced its files, so a reload is the way on. */
export function RouteFailure() {
  const error = useRouteError()
  return <Failure error={error} retry={() => location.reload()} />
}
