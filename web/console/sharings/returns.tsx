import { Flex, type TableColumnsType } from 'antd'
import type { SharingReturn } from '../../api/staff-nouns.ts'
import { ReceiptFields, receiptOf, type Said } from '../hand/receipt.tsx'
import { Act } from '../parts/act.tsx'
import { FormAct } from '../parts/form-act.tsx'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { Why } from './why.tsx'

/** Shared money on its way back; a failed one holds a refund back until it is sent again or borne. */
export function ReturnRows({ returns }: { returns: readonly SharingReturn[] }) {
  const t = useWords()
  const columns: TableColumnsType<SharingReturn> = [
    { title: t('sharing.return_no'), render: (_, { no }) => <No no={no} /> },
    { title: t('sharing.receiver'), render: (_, { account }) => <span className="code">{account}</span> },
    {
      title: t('orders.state'),
      render: (_, { state }) => <StateTag machine="sharing_return" state={state} />,
    },
    {
      title: t('sharing.failure'),
      render: (_, { failureCode, claim }) => claim?.reference ?? <Why code={failureCode} />,
    },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, { amount, currency }) => <Money amount={amount} currency={currency} />,
    },
    { title: t('act.reason'), render: (_, { reason }) => <span className="clip">{reason}</span> },
    { title: t('refunds.requested'), render: (_, { createdAt }) => <When at={createdAt} /> },
    { title: t('payments.succeeded'), render: (_, { succeededAt }) => <When at={succeededAt} /> },
    ...(returns.some(({ actions }) => actions.length > 0)
      ? [
          {
            title: '',
            fixed: 'end' as const,
            render: (_: unknown, one: SharingReturn) => <Decide of={one} />,
          },
        ]
      : []),
  ]
  return <Rows cards label={t('sharing.returns')} rows={returns} columns={columns} rowKey={({ no }) => no} />
}

function Decide({ of }: { of: SharingReturn }) {
  const t = useWords()
  const amount = <Money amount={of.amount} currency={of.currency} strong />
  return (
    <Flex gap={6}>
      {of.actions.includes('claim') ? <ClaimAct of={of} /> : null}
      {(['retry', 'waive', 'confirm', 'refuse'] as const)
        .filter((action) => of.actions.includes(action))
        .map((action) => (
          <Act
            key={action}
            small
            danger={action === 'waive' || action === 'refuse'}
            label={t(`sharing.${action}`)}
            what={
              <>
                {t(
                  action === 'waive' && of.shopId !== null ? 'sharing.waive_shop' : `sharing.${action}_what`,
                )}{' '}
                {amount}
              </>
            }
            order={{ method: 'POST', path: `/v1/sharing-returns/${of.no}/${action}` }}
            {...(action === 'waive' ? { withReason: (reason: string) => ({ reason }) } : {})}
          />
        ))}
    </Flex>
  )
}

/** Its receiver transferred to us what its channel could not take back: one says so, another confirms. */
function ClaimAct({ of }: { of: SharingReturn }) {
  const t = useWords()
  return (
    <FormAct<Said>
      small
      label={t('sharing.claim')}
      what={t('sharing.claim_what')}
      orderOf={(said) => ({
        method: 'POST',
        path: `/v1/sharing-returns/${of.no}/claim`,
        body: receiptOf(said),
      })}
    >
      <ReceiptFields />
    </FormAct>
  )
}
