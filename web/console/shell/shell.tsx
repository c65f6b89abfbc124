import {
  KeyOutlined,
  LogoutOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  SafetyOutlined,
  UserOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Layout, Menu, type MenuProps } from 'antd'
import { useEffect, useState } from 'react'
import { Link, Outlet, useLocation } from 'react-router'
import { Brand } from '../../ui/Brand.tsx'
import { InboxBell } from '../push/bell.tsx'
import { OwnPassword } from '../session/own-password.tsx'
import { SecondFactor } from '../session/second-factor.tsx'
import { useIsPlatform, useMay, useSession, useSignOut } from '../session/session.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'
import { entryOf, MENU } from './menu.tsx'
import { useIsPhone } from './narrow.ts'
import { NumberSearch } from './number-search.tsx'
import { LanguageSwitch, ThemeSwitch } from './switches.tsx'

/** The frame around every page: menu at the side, search and the person above. */
export function Shell() {
  const t = useWords()
  const may = useMay()
  const isPhone = useIsPhone()
  const { pathname } = useLocation()
  const [folded, setFolded] = useState(() => window.innerWidth < 1000)
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the menu lies over the page that was opened
  useEffect(() => {
    if (isPhone) setFolded(true)
  }, [isPhone, pathname])
  return (
    <Layout className="shell">
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      {isPhone && folded ? null : (
        <Layout.Sider width={212} collapsedWidth={60} collapsed={folded} className="side" theme="light">
          <Link
            to="/"
            className={folded ? 'side-brand side-brand-folded' : 'side-brand'}
            title={t('menu.home')}
          >
            <Brand size={28} />
          </Link>
          <SideMenu folded={folded} />
        </Layout.Sider>
      )}
      <Layout>
        <Layout.Header className="head">
          <Button
            type="text"
            aria-label={t(folded ? 'shell.unfold' : 'shell.fold')}
            icon={folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
            onClick={() => setFolded(!folded)}
          />
          <NumberSearch />
          <span className="head-gap" />
          {may('work_queue.read') ? <InboxBell /> : null}
          <LanguageSwitch />
          <ThemeSwitch />
          <Person />
        </Layout.Header>
        <Layout.Content id="content" role="main" className="content" tabIndex={-1}>
          <Outlet />
        </Layout.Content>
      </Layout>
    </Layout>
  )
}

function SideMenu({ folded }: { folded: boolean }) {
  const t = useWords()
  const may = useMay()
  const isPlatform = useIsPlatform()
  const { demo } = useSession()
  const { pathname } = useLocation()
  const items = MENU.flatMap((group): NonNullable<MenuProps['items']> => {
    const entries = group.entries.filter(
      (entry) =>
        (entry.needs === null || may(entry.needs)) &&
        (!entry.demo || demo) &&
        (!entry.platform || isPlatform),
    )
    const children = entries.map((entry) => ({
      key: entry.path,
      icon: entry.icon,
      label: <Link to={entry.path}>{t(entry.name)}</Link>,
    }))
    if (children.length === 0) return []
    return folded ? children : [{ key: group.name, type: 'group' as const, label: t(group.name), children }]
  })
  return (
    <nav aria-label={t('shell.menu')} className="side-menu">
      <Menu mode="inline" selectedKeys={[entryOf(pathname)?.path ?? '/']} items={items} />
    </nav>
  )
}

function Person() {
  const t = useWords()
  const session = useSession()
  const signOut = useSignOut()
  const [factor, setFactor] = useState(false)
  const [password, setPassword] = useState(false)
  const role = t(`role.${session.role}` as ConsoleKey)
  const items = [
    { key: 'role', label: role, disabled: true },
    {
      key: 'factor',
      icon: <SafetyOutlined />,
      label: t('second_factor.title'),
      onClick: () => setFactor(true),
    },
    {
      key: 'password',
      icon: <KeyOutlined />,
      label: t('own_password.title'),
      onClick: () => setPassword(true),
    },
    { key: 'out', icon: <LogoutOutlined />, label: t('shell.sign_out'), onClick: () => void signOut() },
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="text" icon={<UserOutlined />} className="person">
          <span className="person-name">{session.name}</span>{' '}
          <span className="person-role quiet">{role}</span>
        </Button>
      </Dropdown>
      <SecondFactor open={factor} onClose={() => setFactor(false)} />
      <OwnPassword open={password} onClose={() => setPassword(false)} />
    </>
  )
}
