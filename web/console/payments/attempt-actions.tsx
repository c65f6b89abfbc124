import { Flex } from 'antd'
import type { StaffAttempt } from '../../api/staff-nouns.ts'
import { Act } from '../parts/act.tsx'
import { Money } from '../parts/money.tsx'
import { useWords } from '../words/index.ts'

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
    </Flex>
  )
}
