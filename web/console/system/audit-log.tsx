import { Alert, type TableColumnsType } from 'antd'
import type { AuditLine, AuditVerdict } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useResource } from '../parts/ask.ts'
import { List } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { ROLES } from './roles.ts'

/** Every write by staff, each entry sealed with the one before it. */
export function AuditLogPage() {
  const t = useWords()
  const columns: TableColumnsType<AuditLine> = [
    { title: '#', align: 'right', render: (_, line) => line.position },
    { title: t('timeline.at'), render: (_, line) => <When at={line.at} /> },
    {
      title: t('audit.actor'),
      render: (_, { actorId, actorRole }) => {
        const role = ROLES.find((one) => one === actorRole)
        return (
          <span className="goods">
            <span>{role ? t(`role.${role}`) : actorRole}</span>
            <span className="quiet">{actorId}</span>
          </span>
        )
      },
    },
    { title: t('audit.operation'), render: (_, line) => <code>{line.operation}</code> },
    {
      title: t('audit.target'),
      render: (_, { target }) =>
        Object.entries(target)
          .map(([key, value]) => `${key} ${value}`)
          .join(', '),
    },
    { title: t('audit.stage'), render: (_, { stage }) => t(`audit.${stage}`) },
    {
      title: t('audit.answer'),
      render: (_, { status, code }) =>
        status === null ? null : <Badge tone={status < 400 ? 'good' : 'bad'}>{code ?? status}</Badge>,
    },
    { title: t('audit.hash'), render: (_, { hash }) => <code title={hash}>{hash.slice(0, 10)}</code> },
  ]
  return (
    <Page title={t('menu.audit_log')} lead={t('audit.lead')}>
      <Verification />
      <List<AuditLine>
        label={t('menu.audit_log')}
        path="/v1/audit-log"
        columns={columns}
        rowKey={(line) => String(line.position)}
      />
    </Page>
  )
}

function Verification() {
  const t = useWords()
  const { data } = useResource<AuditVerdict>('/v1/audit-log/verification', { everyMs: 30_000 })
  if (!data) return null
  const whole = data.brokenAt === null
  return (
    <Alert
      className="verdict"
      type={whole ? 'success' : 'error'}
      showIcon
      title={
        whole
          ? t('audit.whole', { count: data.entries })
          : t('audit.broken', { position: data.brokenAt ?? 0 })
      }
      description={<code>{data.head}</code>}
    />
  )
}
