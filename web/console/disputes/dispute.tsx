import { Card, Descriptions, Form, Input } from 'antd'
import { useParams } from 'react-router'
import type { Dispute } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { FormAct, filled } from '../parts/form-act.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { StateTag } from '../parts/state.tsx'
import { Due, When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { DisputeReason } from './reason.tsx'

/** One dispute: until when it must be answered, what was said for us, and giving in, which takes two people. */
export function DisputePage() {
  const t = useWords()
  const { no = '' } = useParams()
  const dispute = useResource<Dispute>(`/v1/disputes/${no}`, { everyMs: 10_000 })
  return (
    <Page
      title={t('disputes.one')}
      name={<No no={no} />}
      extra={dispute.data ? <DisputeActions of={dispute.data} /> : null}
    >
      <Loaded of={dispute}>{(value) => <Facts of={value} />}</Loaded>
    </Page>
  )
}

function Facts({ of }: { of: Dispute }) {
  const t = useWords()
  const items = [
    { key: 'state', label: t('orders.state'), children: <StateTag machine="dispute" state={of.state} /> },
    {
      key: 'amount',
      label: t('money.amount'),
      children: <Money amount={of.amount} currency={of.currency} strong />,
    },
    { key: 'by', label: t('disputes.respond_by'), children: <Due at={of.respondBy} /> },
    { key: 'reason', label: t('act.reason'), children: <DisputeReason of={of.reason} /> },
    {
      key: 'channel',
      label: t('payments.channel'),
      children: (
        <span className="facts-inline">
          <ChannelName account={of.channel} /> <span className="code">{of.channelDisputeNo}</span>
        </span>
      ),
    },
    {
      key: 'payment',
      label: t('payments.one'),
      children: <No no={of.payableNo} to={`/payments/${of.payableNo}`} />,
    },
    {
      key: 'withdrawn',
      label: t('disputes.withdrawn'),
      children: t(of.isWithdrawn ? 'disputes.yes' : 'disputes.not'),
    },
    {
      key: 'wish',
      label: t('disputes.wish'),
      children: of.wish ? t(`disputes.${of.wish}`) : '–',
    },
    {
      key: 'wished',
      label: t('refunds.maker'),
      children: of.wishedBy ? <Actor actor={of.wishedBy} /> : '–',
    },
    { key: 'opened', label: t('disputes.opened'), children: <When at={of.openedAt} /> },
    { key: 'closed', label: t('disputes.closed'), children: <When at={of.closedAt} /> },
    { key: 'said', label: t('disputes.statement'), children: of.response?.statement ?? '–' },
  ]
  return (
    <Card>
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
    </Card>
  )
}

type Answer = NonNullable<Dispute['response']>

function DisputeActions({ of }: { of: Dispute }) {
  const t = useWords()
  const path = `/v1/disputes/${of.disputeNo}`
  const amount = <Money amount={of.amount} currency={of.currency} strong />
  const offered = (action: Dispute['actions'][number]) => of.actions.includes(action)
  return (
    <>
      {offered('respond') ? (
        <FormAct<Answer>
          primary
          label={t('disputes.respond')}
          what={t('disputes.respond_what')}
          orderOf={(answer) => ({
            method: 'POST',
            path: `${path}/respond`,
            body: filled(answer),
          })}
        >
          <Form.Item
            name="statement"
            label={t('disputes.statement')}
            rules={[{ required: true, whitespace: true, message: t('form.needed') }]}
          >
            <Input.TextArea rows={5} maxLength={5_000} showCount />
          </Form.Item>
          <Form.Item name="productDescription" label={t('disputes.product')}>
            <Input maxLength={2_000} />
          </Form.Item>
          <Form.Item name="carrier" label={t('disputes.carrier')}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="trackingNo" label={t('disputes.tracking')}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="refundPolicy" label={t('disputes.policy')}>
            <Input.TextArea rows={2} maxLength={5_000} />
          </Form.Item>
        </FormAct>
      ) : null}
      {offered('concede') ? (
        <Act
          danger
          label={t('disputes.concede')}
          what={
            <>
              {t('disputes.concede_what')} {amount}
            </>
          }
          order={{ method: 'POST', path: `${path}/concede` }}
        />
      ) : null}
      {offered('confirm') ? (
        <Act
          danger
          label={t('disputes.confirm')}
          what={
            <>
              {t('disputes.confirm_what')} {amount}
            </>
          }
          order={{ method: 'POST', path: `${path}/confirm` }}
        />
      ) : null}
      {offered('drop') ? (
        <Act
          label={t('disputes.drop')}
          what={t('disputes.drop_what')}
          order={{ method: 'POST', path: `${path}/drop` }}
        />
      ) : null}
    </>
  )
}
