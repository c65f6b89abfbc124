import { Flex, type TableColumnsType } from 'antd'
import type { KeyWithSecret, ServerKey } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Act } from '../parts/act.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Page } from '../parts/page.tsx'
import { useShownSecret } from '../parts/shown-secret.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { CredentialForm, Credentials } from './credentials.tsx'
import { KeyForm } from './key-form.tsx'

/** Keys by which other servers call the API, each with the least it needs, and what they sign with. */
export function KeysPage() {
  const t = useWords()
  const may = useMay()
  const columns: TableColumnsType<ServerKey> = [
    { title: t('keys.name'), render: (_, key) => key.name },
    { title: t('keys.hint'), render: (_, key) => <code>tbk_…{key.hint}</code> },
    { title: t('keys.scopes'), render: (_, key) => <code>{key.scopes.join(', ')}</code> },
    {
      title: t('keys.refund_limit'),
      align: 'right',
      render: (_, { refundLimit }) =>
        refundLimit === null ? t('keys.unlimited') : <Money amount={refundLimit} />,
    },
    { title: t('payments.created'), render: (_, key) => <When at={key.createdAt} /> },
    { title: t('keys.last_used'), render: (_, key) => <When at={key.lastUsedAt} /> },
    {
      title: t('orders.state'),
      render: (_, { revokedAt, signedOnly, previousUntil }) => (
        <Flex gap={6} vertical>
          <Badge tone={revokedAt ? 'off' : 'good'}>{t(revokedAt ? 'keys.revoked' : 'keys.live')}</Badge>
          {signedOnly ? <Badge tone="note">{t('keys.signed_only')}</Badge> : null}
          {previousUntil ? (
            <span className="quiet">
              {t('keys.previous_until')} <When at={previousUntil} />
            </span>
          ) : null}
        </Flex>
      ),
    },
    { title: '', render: (_, key) => <KeyActions of={key} /> },
  ]
  return (
    <Page title={t('menu.keys')} lead={t('keys.lead')} extra={may('key.write') ? <KeyForm /> : null}>
      <List<ServerKey>
        label={t('menu.keys')}
        path="/v1/keys"
        columns={columns}
        rowKey={(key) => String(key.id)}
        expandable={{ expandedRowRender: (key) => <Credentials of={key} /> }}
      />
    </Page>
  )
}

/** What the server says that this person may do with it. */
function KeyActions({ of: key }: { of: ServerKey }) {
  const t = useWords()
  const secret = useShownSecret()
  const may = (action: string) => key.actions.includes(action)
  return (
    <Flex gap={6} wrap>
      {may('add_credential') ? <CredentialForm keyId={key.id} /> : null}
      {may('change') ? <KeyForm of={key} /> : null}
      {may('rotate') ? (
        <Act
          small
          label={t('keys.rotate')}
          what={t('keys.rotate_what')}
          order={{ method: 'POST', path: `/v1/keys/${key.id}/rotate` }}
          onDone={(answer) => secret((answer as KeyWithSecret | null)?.secret)}
        />
      ) : null}
      {may('revoke') ? (
        <Act
          small
          danger
          label={t('keys.revoke')}
          what={t('keys.revoke_what', { name: key.name })}
          order={{ method: 'DELETE', path: `/v1/keys/${key.id}` }}
        />
      ) : null}
    </Flex>
  )
}
