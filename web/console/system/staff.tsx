import type { TableColumnsType } from 'antd'
import type { Person } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { List } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { useShops } from '../parts/shops.ts'
import { useIsPlatform, useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { StaffForm } from './staff-form.tsx'

export function StaffPage() {
  const t = useWords()
  const may = useMay()
  const isPlatform = useIsPlatform()
  const { nameOf } = useShops()
  const shopName = (id: number | null) => (id === null ? t('permissions.platform') : nameOf(id))
  const columns: TableColumnsType<Person> = [
    { title: t('staff.name'), render: (_, person) => person.name },
    { title: t('sign_in.username'), render: (_, person) => <code>{person.username}</code> },
    { title: t('staff.role'), render: (_, { role }) => (role ? t(`role.${role}`) : '–') },
    { title: t('permissions.reach'), render: (_, person) => shopName(person.shopId) },
    {
      title: t('orders.state'),
      render: (_, { state }) => (
        <Badge tone={state === 'active' ? 'good' : 'off'}>{t(`staff.${state}`)}</Badge>
      ),
    },
    {
      title: '',
      render: (_, person) => (person.actions.includes('change') ? <StaffForm person={person} /> : null),
    },
  ]
  return (
    <Page
      title={t('menu.staff')}
      lead={isPlatform ? undefined : t('staff.own_shop')}
      extra={may('staff.write') ? <StaffForm /> : null}
    >
      <List<Person>
        label={t('menu.staff')}
        path="/v1/staff"
        columns={columns}
        rowKey={(person) => person.id}
      />
    </Page>
  )
}
