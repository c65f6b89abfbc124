import { Form, Radio } from 'antd'
import type { StaffAttempt } from '../../api/staff-nouns.ts'
import { FormAct } from '../parts/form-act.tsx'
import { Money } from '../parts/money.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'

type Draft = { amount: number; keepsRest?: boolean }

/** All of what is held is taken, or a part; what is left goes back to the payer, or stays held where the channel can. */
export function Capture({ of }: { of: StaffAttempt }) {
  const t = useWords()
  const { held, currency } = of
  return (
    <FormAct<Draft>
      small
      primary
      label={t('payments.capture')}
      what={
        <>
          {t('payments.capture_what')} <Money amount={held} currency={currency} strong />
        </>
      }
      initial={{ amount: held, keepsRest: false }}
      orderOf={({ amount, keepsRest = false }) => ({
        method: 'POST',
        path: `/v1/attempts/${of.no}/capture`,
        body: amount === held ? {} : { amount, ...(keepsRest ? { keepsRest } : {}) },
      })}
    >
      <Form.Item
        name="amount"
        label={t('payments.capture_amount')}
        rules={[
          { required: true, message: t('form.needed') },
          { type: 'number', min: 1, max: held, message: t('payments.capture_bounds') },
        ]}
      >
        <Yuan />
      </Form.Item>
      <Rest of={of} />
    </FormAct>
  )
}

/** What becomes of what is not taken, with its amount, before anybody confirms it. */
function Rest({ of: { held, currency, actions } }: { of: StaffAttempt }) {
  const t = useWords()
  const form = Form.useFormInstance<Draft>()
  const amount = Form.useWatch<number | null | undefined>('amount', form) ?? held
  const keepsRest = Form.useWatch<boolean | undefined>('keepsRest', form) ?? false
  const rest = held - amount
  if (rest <= 0 || amount <= 0) return <p className="quiet">{t('payments.capture_all')}</p>
  return (
    <>
      {actions.includes('capture_part') ? (
        <Form.Item name="keepsRest" label={t('payments.capture_rest')}>
          <Radio.Group
            options={[
              { value: false, label: t('payments.capture_rest_back') },
              { value: true, label: t('payments.capture_rest_kept') },
            ]}
          />
        </Form.Item>
      ) : null}
      <p className="quiet" data-rest={rest}>
        {t(keepsRest ? 'payments.capture_keeps' : 'payments.capture_less')}{' '}
        <Money amount={rest} currency={currency} strong />
      </p>
    </>
  )
}
