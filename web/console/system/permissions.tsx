import { CheckOutlined } from '@ant-design/icons'
import { Card, type TableColumnsType } from 'antd'
import type { Matrix } from '../../api/staff-nouns.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { useWords } from '../words/index.ts'

/** What each role may do, see and move, as the server applies it. */
export function PermissionsPage() {
  const t = useWords()
  const matrix = useResource<Matrix>('/v1/permissions')
  return (
    <Page title={t('menu.permissions')} lead={t('permissions.lead')}>
      <Loaded of={matrix}>
        {(value) => (
          <div className="stack">
            <Card>
              <MayRows matrix={value} />
            </Card>
            <Card title={t('permissions.limits')}>
              <LimitRows matrix={value} />
            </Card>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

type Line = { permission: Matrix['permissions'][number] }

function MayRows({ matrix }: { matrix: Matrix }) {
  const t = useWords()
  const columns: TableColumnsType<Line> = [
    {
      title: t('permissions.one'),
      fixed: 'start',
      render: (_, { permission }) => (
        <span className="goods">
          <span>{t(`may.${permission}`)}</span>
          <code>{permission}</code>
        </span>
      ),
    },
    ...matrix.roles.map(({ role, may }) => ({
      title: t(`role.${role}`),
      align: 'center' as const,
      render: (_: unknown, { permission }: Line) =>
        may.includes(permission) ? (
          <CheckOutlined className="yes" aria-label={t('permissions.yes')} />
        ) : (
          <span className="quiet" title={t('permissions.no')}>
            ·
          </span>
        ),
    })),
  ]
  return (
    <Rows<Line>
      label={t('menu.permissions')}
      rows={matrix.permissions.map((permission) => ({ permission }))}
      columns={columns}
      rowKey={({ permission }) => permission}
    />
  )
}

type RoleLine = Matrix['roles'][number]

function LimitRows({ matrix }: { matrix: Matrix }) {
  const t = useWords()
  const limit = (amount: number | null) =>
    amount === null ? t('permissions.no_limit') : <Money amount={amount} quietZero />
  const columns: TableColumnsType<RoleLine> = [
    { title: t('staff.role'), render: (_, { role }) => t(`role.${role}`) },
    {
      title: t('permissions.reach'),
      render: (_, { merchant }) => t(merchant ? 'permissions.shop' : 'permissions.platform'),
    },
    {
      title: t('permissions.sees'),
      render: (_, { sees }) =>
        sees.length ? sees.map((field) => t(`permissions.${field}`)).join(t('list.comma')) : '–',
    },
    {
      title: t('permissions.request_limit'),
      align: 'right',
      render: (_, line) => limit(line.refundRequestLimit),
    },
    {
      title: t('permissions.approve_limit'),
      align: 'right',
      render: (_, line) => limit(line.refundApproveLimit),
    },
  ]
  return (
    <Rows<RoleLine>
      label={t('permissions.limits')}
      rows={matrix.roles}
      columns={columns}
      rowKey={({ role }) => role}
    />
  )
}
