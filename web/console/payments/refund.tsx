import { Card, Descriptions, Flex } from 'antd'
import { useParams } from 'react-router'
import type { Refund } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { Said } from '../parts/said.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { HandAct, RedirectAct } from './redirect.tsx'

/** One refund. The checker is another person than the maker; the server refuses the same one. */
export function RefundPage() {
  const t = useWords()
  const { no = '' } = useParams()
  const refund = useResource<Refund>(`/v1/refunds/${no}`, { everyMs: 5_000 })
  return (
    <Page
      title={t('refunds.one')}
      name={<No no={no} />}
      extra={refund.data ? <RefundActions refund={refund.data} /> : null}
    >
      <Loaded of={refund}>{(value) => <RefundFacts refund={value} />}</Loaded>
    </Page>
  )
}

function RefundFacts({ refund }: { refund: Refund }) {
  const t = useWords()
  const items = [
    { key: 'state', label: t('orders.state'), children: <StateTag machine="refund" state={refund.state} /> },
    {
      key: 'amount',
      label: t('money.amount'),
      children: <Money amount={refund.amount} currency={refund.currency} strong />,
    },
    {
      key: 'order',
      label: t('orders.no'),
      children: refund.orderNo ? (
        <No no={refund.orderNo} to={`/orders/${refund.orderNo}`} />
      ) : (
        t('refunds.surplus')
      ),
    },
    { key: 'attempt', label: t('payments.attempt_no'), children: <No no={refund.attemptNo} /> },
    {
      key: 'to',
      label: t('refunds.to'),
      children: t(`refunds.to_${refund.to}`),
    },
    { key: 'reason', label: t('act.reason'), children: refund.reason },
    {
      key: 'maker',
      label: t('refunds.maker'),
      children: refund.requestedBy ? <Actor actor={refund.requestedBy} /> : '–',
    },
    {
      key: 'checker',
      label: t('refunds.checker'),
      children: refund.decidedBy ? <Actor actor={refund.decidedBy} /> : '–',
    },
    {
      key: 'trade',
      label: t('orders.trade'),
      children: <No no={refund.tradeNo} to={`/payments/${refund.tradeNo}`} />,
    },
    { key: 'tries', label: t('timers.tries'), children: refund.tries },
    {
      key: 'failure',
      label: t('refunds.failure'),
      children: refund.failure ? <Said words={refund.failure.title} code={refund.failureCode} /> : '–',
    },
    ...(refund.redirect
      ? [{ key: 'redirect', label: t('refunds.redirect'), children: <RedirectFacts of={refund.redirect} /> }]
      : []),
    ...(refund.redirect?.second
      ? [{ key: 'second', label: t('refunds.second'), children: <SecondFacts of={refund.redirect.second} /> }]
      : []),
    {
      key: 'requested',
      label: t('refunds.requested'),
      children: <When at={refund.createdAt} />,
    },
    { key: 'succeeded', label: t('payments.succeeded'), children: <When at={refund.succeededAt} /> },
  ]
  return (
    <Card>
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
    </Card>
  )
}

function RedirectFacts({ of }: { of: NonNullable<Refund['redirect']> }) {
  const t = useWords()
  const to = of.way === 'card' ? `${of.bank} ···· ${of.tail} ${of.holder}` : t(`refunds.way_${of.way}`)
  return (
    <Flex vertical>
      <span>{to}</span>
      <Actor actor={of.requestedBy} />
      {of.decidedBy ? <Actor actor={of.decidedBy} /> : null}
      {of.why ? <Said words={of.why} code={of.failure} /> : null}
      {of.paid ? t('refunds.paid_by_us') : null}
    </Flex>
  )
}

type Second = NonNullable<NonNullable<Refund['redirect']>['second']>

/** It was paid twice: the buyer owes the second payment back. */
function SecondFacts({ of }: { of: Second }) {
  const t = useWords()
  return (
    <Flex vertical>
      <span>{t(of.backNo === null ? 'refunds.second_what' : 'refunds.second_back')}</span>
      <span>
        <ChannelName account={of.channel} /> {of.channelRefundNo}
      </span>
      <When at={of.at} />
    </Flex>
  )
}

const REJECT: Readonly<Record<string, 'refunds.give_up' | 'refunds.keep' | 'refunds.turn_back'>> = {
  failed: 'refunds.give_up',
  redirect_asked: 'refunds.keep',
  approved: 'refunds.turn_back',
}

const REJECT_WHAT: Readonly<Record<string, 'refunds.keep_what' | 'refunds.turn_back_what'>> = {
  redirect_asked: 'refunds.keep_what',
  approved: 'refunds.turn_back_what',
}

function RefundActions({ refund }: { refund: Refund }) {
  const t = useWords()
  const offered = (action: string) => refund.actions.includes(action)
  const path = `/v1/refunds/${refund.no}`
  const amount = <Money amount={refund.amount} currency={refund.currency} strong />
  return (
    <>
      {offered('approve') ? (
        <Act
          primary
          label={t('refunds.approve')}
          what={
            <>
              {t('refunds.approve_what')} {amount}
            </>
          }
          order={{ method: 'POST', path: `${path}/approve` }}
        />
      ) : null}
      {offered('reject') ? (
        <Act
          danger
          label={t(REJECT[refund.state] ?? 'refunds.reject')}
          what={
            <>
              {t(REJECT_WHAT[refund.state] ?? 'refunds.reject_what')} {amount}
            </>
          }
          order={{ method: 'POST', path: `${path}/reject` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {offered('retry') ? (
        <Act
          label={t('refunds.retry')}
          what={t('refunds.retry_what')}
          order={{ method: 'POST', path: `${path}/retry` }}
        />
      ) : null}
      {offered('stop') ? (
        <Act
          danger
          label={t('refunds.stop')}
          what={t('refunds.stop_what')}
          order={{ method: 'POST', path: `${path}/stop` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {offered('redirect') ? <RedirectAct refund={refund} /> : null}
      {offered('payout') ? <HandAct refund={refund} act="payout" /> : null}
      {offered('receipt') ? <HandAct refund={refund} act="receipt" /> : null}
      {offered('reissue') ? (
        <Act
          label={t(refund.state === 'returned' ? 'refunds.into_wallet' : 'refunds.reissue')}
          what={t(refund.state === 'returned' ? 'refunds.into_wallet_what' : 'refunds.reissue_what')}
          order={{ method: 'POST', path: `${path}/reissue` }}
          body={refund.state === 'returned' ? { to: 'wallet' } : undefined}
        />
      ) : null}
    </>
  )
}
