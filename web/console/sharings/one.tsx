import { Card, Descriptions } from 'antd'
import { useParams } from 'react-router'
import type { Sharing, SharingsOfPayment } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { ReceiverRows } from './receivers.tsx'
import { ReturnRows } from './returns.tsx'
import { Why } from './why.tsx'

/** One sharing: who was to get what, what each got, what came back and what of it is still to be asked for. */
export function SharingPage() {
  const t = useWords()
  const { no = '' } = useParams()
  const sharing = useResource<Sharing>(`/v1/sharings/${no}`, { everyMs: 5_000 })
  return (
    <Page
      title={t('sharing.one')}
      name={<No no={no} />}
      extra={sharing.data ? <Decisions of={sharing.data} /> : null}
    >
      <Loaded of={sharing}>
        {(value) => (
          <div className="stack">
            <Facts of={value} />
            <Card title={t('sharing.receivers')}>
              <ReceiverRows of={value} />
            </Card>
            <Returns of={value} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Facts({ of }: { of: Sharing }) {
  const t = useWords()
  const items = [
    { key: 'state', label: t('orders.state'), children: <StateTag machine="sharing" state={of.state} /> },
    { key: 'channel', label: t('payments.channel'), children: <ChannelName account={of.channel} /> },
    {
      key: 'amount',
      label: t('sharing.amount'),
      children: <Money amount={of.amount} currency={of.currency} strong />,
    },
    {
      key: 'shared',
      label: t('sharing.shared'),
      children: <Money amount={of.shared} currency={of.currency} />,
    },
    {
      key: 'trade',
      label: t('orders.trade'),
      children: <No no={of.tradeNo} to={`/payments/${of.tradeNo}`} />,
    },
    { key: 'attempt', label: t('payments.attempt_no'), children: <No no={of.attemptNo} /> },
    {
      key: 'last',
      label: t('sharing.is_last'),
      children: t(of.isLast ? 'sharing.is_last.yes' : 'sharing.is_last.no'),
    },
    { key: 'reason', label: t('act.reason'), children: of.reason },
    { key: 'maker', label: t('refunds.maker'), children: <Actor actor={of.requestedBy} /> },
    {
      key: 'checker',
      label: t('refunds.checker'),
      children: of.decidedBy ? <Actor actor={of.decidedBy} /> : '–',
    },
    { key: 'at', label: t('refunds.requested'), children: <When at={of.createdAt} /> },
    { key: 'done', label: t('sharing.finished'), children: <When at={of.finishedAt} /> },
    ...(of.failureCode
      ? [{ key: 'why', label: t('sharing.failure'), children: <Why code={of.failureCode} /> }]
      : []),
  ]
  return (
    <Card>
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
    </Card>
  )
}

function Returns({ of }: { of: Sharing }) {
  const t = useWords()
  const { data } = useResource<SharingsOfPayment>(`/v1/attempts/${of.attemptNo}/sharings`, { everyMs: 5_000 })
  const returns = (data?.returns ?? []).filter(({ sharingNo }) => sharingNo === of.no)
  if (returns.length === 0) return null
  return (
    <Card title={t('sharing.returns')}>
      <ReturnRows returns={returns} />
    </Card>
  )
}

/** The second of two people decides; buttons stand only for what the sharing itself offers. */
function Decisions({ of }: { of: Sharing }) {
  const t = useWords()
  const path = `/v1/sharings/${of.no}`
  const amount = <Money amount={of.amount} currency={of.currency} strong />
  return (
    <>
      {of.actions.includes('approve') ? (
        <Act
          primary
          label={t('sharing.approve')}
          what={
            <>
              {t('sharing.approve_what')} {amount}
            </>
          }
          order={{ method: 'POST', path: `${path}/approve` }}
        />
      ) : null}
      {of.actions.includes('reject') ? (
        <Act
          danger
          label={t('sharing.reject')}
          what={
            <>
              {t('sharing.reject_what')} {amount}
            </>
          }
          order={{ method: 'POST', path: `${path}/reject` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
    </>
  )
}
