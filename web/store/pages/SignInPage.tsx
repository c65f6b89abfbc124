import { useQuery } from '@tanstack/react-query'
import { Navigate, useSearchParams } from 'react-router'
import { Brand } from '../../ui/Brand.tsx'
import { AlertIcon, WechatIcon } from '../../ui/icons.tsx'
import { keepNext } from '../data/next.ts'
import { sessionQuery } from '../data/session.ts'
import { PhoneForm } from '../parts/PhoneForm.tsx'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

/** Only a path of this site: a link must not send somebody elsewhere after signing in. */
const safe = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : '/me')

export function SignInPage() {
  const t = useWords()
  const [params] = useSearchParams()
  const next = safe(params.get('next'))
  const session = useQuery(sessionQuery).data
  if (session?.kind === 'buyer') return <Navigate to={next} replace />
  return (
    <div className="sign">
      <Title page={t('sign.title')} />
      <div className="card sign__card">
        <Brand size={44} />
        <h1>{t('sign.title')}</h1>
        <p className="quiet">{params.get('next') ? t('sign.needed') : t('sign.lead')}</p>
        {params.has('problem') && (
          <p className="refusal" role="alert">
            <AlertIcon size={16} />
            {t('sign.wechat.failed')}
          </p>
        )}
        <PhoneForm />
        {session?.wechat !== false && (
          <>
            <p className="sign__or">
              <span>{t('sign.or')}</span>
            </p>
            <a
              className="button button--l button--wide"
              href="/v1/session/oauth/wechat/start"
              onClick={() => keepNext(next)}
            >
              <WechatIcon size={22} />
              {t(session?.demo ? 'sign.wechat.demo' : 'sign.wechat')}
            </a>
          </>
        )}
      </div>
    </div>
  )
}
