import { Link, useRouteError } from 'react-router'
import { BoxIcon } from '../ui/icons.tsx'
import { Failure } from '../ui/states.tsx'
import { Title } from './parts/Title.tsx'
import { useWords } from './words/index.ts'

export function Lost() {
  const t = useWords()
  return (
    <div className="page state">
      <Title page={t('nav.lost')} />
      <BoxIcon size={40} />
      <h1 className="state__title">{t('nav.lost')}</h1>
      <Link className="button" to="/">
        {t('nav.home.go')}
      </Link>
    </div>
  )
}

/** A page that broke: a new version may have replaced its files, so a reload is the way on. */
export function RouteFailure() {
  const error = useRouteError()
  return <Failure error={error} retry={() => location.reload()} />
}
