import { useEffect, useRef } from 'react'
import { Link, NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router'
import { Brand } from '../ui/Brand.tsx'
import { LanguageSwitch } from '../ui/Choices.tsx'
import { CartIcon, HomeIcon, OrdersIcon, PersonIcon } from '../ui/icons.tsx'
import { Toasts } from '../ui/toast.tsx'
import { useCartCount } from './data/cart.ts'
import { useUnread } from './data/inbox.ts'
import { useGoOn } from './data/next.ts'
import { SearchBox } from './parts/SearchBox.tsx'
import { useWords } from './words/index.ts'

const PLACES = [
  { to: '/', word: 'nav.home', Icon: HomeIcon },
  { to: '/cart', word: 'nav.cart', Icon: CartIcon },
  { to: '/orders', word: 'nav.orders', Icon: OrdersIcon },
  { to: '/me', word: 'nav.me', Icon: PersonIcon },
] as const

/** Pages that carry their own bar of actions at the bottom of a phone. */
const ownBar = (path: string) => /^\/(cart|checkout|products\/|pay\/|pay-together|orders\/)/.test(path)

/** Head, places and the page between them: places stand below on a phone, in the head on a wide screen. */
export function Frame() {
  const t = useWords()
  const { pathname } = useLocation()
  const counts: Readonly<Record<string, number>> = { '/cart': useCartCount(), '/me': useUnread() }
  useGoOn()
  const main = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    // A new page: who cannot see it begins to read at its content, not at the link that is gone.
    if (before.current !== pathname) main.current?.focus({ preventScroll: true })
    before.current = pathname
  }, [pathname])
  return (
    <div className={ownBar(pathname) ? 'frame frame--bar' : 'frame'}>
      <a className="skip" href="#content">
        {t('nav.skip')}
      </a>
      <header className="head">
        <div className="head__inner">
          <Link to="/" className="head__brand">
            <Brand />
          </Link>
          <SearchBox />
          <nav className="places" aria-label={t('nav.main')}>
            {PLACES.map(({ to, word, Icon }) => (
              <NavLink key={to} to={to} end={to === '/'} className="place">
                <span className="place__icon">
                  <Icon size={22} />
                  <Count count={counts[to] ?? 0} />
                </span>
                <span>{t(word)}</span>
              </NavLink>
            ))}
          </nav>
          <LanguageSwitch />
        </div>
      </header>
      <main ref={main} id="content" className="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Toasts />
      <ScrollRestoration />
    </div>
  )
}

const Count = ({ count }: { readonly count: number }) =>
  count > 0 && <span className="place__count">{count > 99 ? '99+' : count}</span>
