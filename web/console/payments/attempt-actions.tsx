import { Flex } from 'antd'
import type { StaffAttempt } from '../../api/staff-nouns.ts'
import { ReceiptFields, receiptOf, type Said } from '../hand/receipt.tsx'
import { Act } from '../parts/act.tsx'
import { FormAct } from '../parts/form-act.tsx'
import { Money } from '../parts/money.tsx'
import { useWords } from '../words/index.ts'
import { Capture } from './capture.tsx'

/** What the attempt itself says staff may do: ask the channel now, or ask for its surplus to be given back. */
export function AttemptActions({ attempt }: { attempt: StaffAttempt }) {
  const t = useWords()
  const path = `/v1/attempts/${attempt.no}`
  return (
    <Flex gap={6}>
      {attempt.actions.includes('check') ? (
        <Act
          small
          label={t('payments.check')}
          what={t('payments.check_what')}
          order={{ method: 'POST', path: `${path}/check` }}
        />
      ) : null}
      {attempt.actions.includes('refund_surplus') ? (
        <Act
          small
          danger
          label={t('payments.give_back')}
          what={
            <>
              {t('payments.give_back_what')}{' '}
              <Money amount={attempt.surplus} currency={attempt.currency} strong />
            </>
          }
          order={{ method: 'POST', path: `${path}/refunds` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {attempt.actions.includes('capture') ? <Capture of={attempt} /> : null}
      {attempt.actions.includes('void') ? (
        <Act
          small
          danger
          label={t('payments.void')}
          what={
            <>
              {t('payments.void_what')} <Money amount={attempt.held} currency={attempt.currency} strong />
            </>
          }
          order={{ method: 'POST', path: `${path}/void` }}
        />
      ) : null}
      {attempt.actions.includes('record_receipt') ? (
        <FormAct<Said>
          small
          label={t('hand.record_in')}
          what={t('hand.record_what')}
          initial={{ amount: attempt.amount }}
          orderOf={(said) => ({ method: 'POST', path: `${path}/receipts`, body: receiptOf(said) })}
        >
          <ReceiptFields withAmount />
        </FormAct>
      ) : null}
    </Flex>
  )
}
