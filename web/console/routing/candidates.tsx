import { Button, Flex, Form, InputNumber, Select } from 'antd'
import type { RoutingRule } from '../../api/staff-nouns.ts'
import { useChannelName } from '../parts/channel.tsx'
import { useWords } from '../words/index.ts'
import { useAccounts, type Wanted } from './accounts.ts'

type Candidate = RoutingRule['candidates'][number]

/** What each account takes of what the rule fits; one alone takes all of it. */
export function Candidates({ of }: { of: readonly Candidate[] }) {
  const nameOf = useChannelName()
  const whole = of.reduce((sum, { weight }) => sum + weight, 0)
  const shareOf = (weight: number) => (whole === 0 ? 0 : Math.round((weight / whole) * 100))
  return of.map(({ account, weight }) => `${nameOf(account)} ${shareOf(weight)}%`).join(' · ')
}

/** The accounts of a rule as fields: those that can take what it fits, each once, with its weight. */
export function CandidateFields() {
  const t = useWords()
  const form = Form.useFormInstance()
  const wanted: Wanted = {
    channel: Form.useWatch('channel', form),
    method: Form.useWatch('method', form),
    currency: Form.useWatch('currency', form),
  }
  const options = useAccounts().accounts(wanted)
  const chosen: readonly (Partial<Candidate> | undefined)[] = Form.useWatch('candidates', form) ?? []
  const isFree = (account: string) => !chosen.some((one) => one?.account === account)
  const fits = (_: unknown, account: string | undefined) =>
    account === undefined || options.some(({ value }) => value === account)
      ? Promise.resolve()
      : Promise.reject(new Error(t('routing.account_unfit')))
  return (
    <Form.List name="candidates">
      {(rows, { add, remove }) => (
        <fieldset>
          <legend>{t('routing.candidates')}</legend>
          <p className="quiet">{t('routing.candidates_extra')}</p>
          {rows.map(({ key, name }, at) => (
            <Flex key={key} gap={8} align="start" className="candidate">
              <Form.Item
                name={[name, 'account']}
                label={t('routing.account')}
                dependencies={['channel', 'method', 'currency']}
                rules={[{ required: true, message: t('form.needed') }, { validator: fits }]}
              >
                <Select
                  options={options.filter(({ value }) => isFree(value) || chosen[at]?.account === value)}
                />
              </Form.Item>
              <Form.Item
                name={[name, 'weight']}
                label={t('routing.weight')}
                rules={[{ required: true, message: t('form.needed') }]}
              >
                <InputNumber min={0} max={1_000_000} precision={0} />
              </Form.Item>
              {rows.length > 1 ? (
                <Form.Item label=" " colon={false}>
                  <Button
                    onClick={() => remove(name)}
                    aria-label={t('routing.remove_account', { at: at + 1 })}
                  >
                    {t('routing.remove')}
                  </Button>
                </Form.Item>
              ) : null}
            </Flex>
          ))}
          {options.some(({ value }) => isFree(value)) && rows.length < 10 ? (
            <Button block type="dashed" onClick={() => add({ weight: 100 })}>
              {t('routing.add_account')}
            </Button>
          ) : null}
        </fieldset>
      )}
    </Form.List>
  )
}
