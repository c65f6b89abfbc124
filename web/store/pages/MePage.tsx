import { Link } from 'react-router'
import { api, take } from '../../api/client.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { LanguageSwitch, ThemeSwitch } from '../../ui/Choices.tsx'
import { BellIcon, MailIcon, NextIcon, OrdersIcon, PersonIcon, PinIcon, WalletIcon } from '../../ui/icons.tsx'
import { Refusal } from '../../ui/states.tsx'
import { useAction } from '../../ui/useAction.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { useUnread } from '../data/inbox.ts'
import { useSession, useSessionChanged } from '../data/session.ts'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

const ROWS = [
  { to: '/orders', word: 'me.orders', Icon: OrdersIcon },
  { to: '/wallet', word: 'me.wallet', Icon: WalletIcon },
  { to: '/addresses', word: 'me.addresses', Icon: PinIcon },
  { to: '/inbox', word: 'me.inbox', Icon: BellIcon },
  { to: '/contact', word: 'me.contact', Icon: MailIcon },
] as const

export function MePage() {
  const t = useWords()
  const ui = useUiWords()
  const session = useSession()
  const changed = useSessionChanged()
  const buyer = session?.kind === 'buyer'
  const unread = useUnread()
  const leave = useAction(async () => {
    await take(api.DELETE('/v1/session'))
    await changed()
  })
  return (
    <div className="page page--narrow stack">
      <Title page={t('me.title')} />
      <h1 className="hidden-text">{t('me.title')}</h1>
      <section className="me-head">
        <span className="me-head__face">
          <PersonIcon size={34} />
        </span>
        <div>
          <p className="me-head__name">
            {buyer ? t('me.hello', { name: session.name ?? '' }) : t('me.guest')}
          </p>
          {!buyer && (
            <Link to="/sign-in" className="button button--primary">
              {t('sign.submit')}
            </Link>
          )}
        </div>
      </section>
      <nav className="card rows" aria-label={t('me.title')}>
        {ROWS.map(({ to, word, Icon }) => (
          <Link key={to} to={to} className="row">
            <Icon />
            <span>{t(word)}</span>
            {to === '/inbox' && unread > 0 && (
              <Badge tone="wait">{t('inbox.unread', { count: unread })}</Badge>
            )}
            <NextIcon size={16} />
          </Link>
        ))}
      </nav>
      <section className="card rows" aria-label={t('me.settings')}>
        <div className="row">
          <span>{t('me.language')}</span>
          <LanguageSwitch />
        </div>
        <div className="row">
          <span>{ui('theme.switch')}</span>
          <ThemeSwitch />
        </div>
      </section>
      <Refusal error={leave.error} />
      {buyer && (
        <Button wide size="l" busy={leave.busy} onClick={leave.act}>
          {t('sign.out')}
        </Button>
      )}
    </div>
  )
}
