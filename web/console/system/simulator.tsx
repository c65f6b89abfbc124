import { Button, Card, Flex, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { FaultForm } from './fault-form.tsx'
import { type Clock, CONTROL, type FaultRule, type Faults } from './simulator-types.ts'

type Words = ReturnType<typeof useWords>

/** The provider's side in the demo: what shall go wrong next, its clock, and its own page. */
export function SimulatorPage() {
  const t = useWords()
  const place = useResource<{ url: string }>(CONTROL)
  const providers = useResource<string[]>(`${CONTROL}/providers`)
  const [provider, choose] = useState('wechat')
  const path = `${CONTROL}/${provider}/faults`
  const faults = useResource<Faults>(path, { everyMs: 3_000 })
  return (
    <Page
      title={t('menu.simulator')}
      lead={t('simulator.lead')}
      extra={
        place.data ? (
          <Button href={place.data.url} target="_blank" rel="noreferrer">
            {t('simulator.open')}
          </Button>
        ) : null
      }
    >
      <div className="stack">
        <ClockCard />
        <Segmented
          aria-label={t('simulator.provider')}
          value={provider}
          onChange={choose}
          options={(providers.data ?? ['wechat']).map((name) => ({
            value: name,
            label: nameOf(name, t),
          }))}
        />
        <Loaded of={faults}>
          {(value) => (
            <>
              <Card title={t('simulator.switch')}>
                <FaultForm key={provider} faults={value} path={path} />
              </Card>
              <Card
                title={t('simulator.active')}
                extra={
                  value.rules.length > 0 ? (
                    <Act
                      small
                      danger
                      label={t('simulator.clear')}
                      what={t('simulator.clear_what')}
                      order={{ method: 'DELETE', path }}
                    />
                  ) : null
                }
              >
                <FaultRows faults={value} path={path} />
              </Card>
            </>
          )}
        </Loaded>
      </div>
    </Page>
  )
}

/** A provider that the dictionary does not know is called by its code. */
const nameOf = (name: string, t: Words): string => {
  const key = WORDS[name]
  return key ? t(key) : name
}

const WORDS: Readonly<Record<string, Parameters<Words>[0]>> = {
  wechat: 'simulator.of_wechat',
  alipay: 'simulator.of_alipay',
  stripe: 'simulator.of_stripe',
  unionpay: 'simulator.of_unionpay',
}

function FaultRows({ faults: { rules, words }, path }: { faults: Faults; path: string }) {
  const t = useWords()
  const language = useLanguage()
  const name = (fault: string) => labelText(words[fault] ?? fault, language)
  const columns: TableColumnsType<FaultRule> = [
    {
      title: t('simulator.fault'),
      render: (_, rule) => (
        <span className="goods">
          <span>{name(rule.fault)}</span>
          <code>{rule.fault}</code>
        </span>
      ),
    },
    { title: t('simulator.on'), render: (_, rule) => rule.on ?? t('simulator.everywhere') },
    { title: t('payments.attempt_no'), render: (_, rule) => rule.order ?? t('simulator.any_order') },
    { title: t('simulator.remaining'), align: 'right', render: (_, rule) => rule.remaining ?? '∞' },
    { title: t('simulator.param'), align: 'right', render: (_, rule) => rule.param ?? '–' },
    {
      title: '',
      render: (_, rule) => (
        <Act
          small
          label={t('simulator.remove')}
          what={name(rule.fault)}
          order={{ method: 'DELETE', path: `${path}/${rule.id}` }}
        />
      ),
    },
  ]
  if (rules.length === 0) return <p className="quiet">{t('simulator.none')}</p>
  return (
    <Rows<FaultRule>
      label={t('simulator.active')}
      rows={rules}
      columns={columns}
      rowKey={(rule) => rule.id}
    />
  )
}

function ClockCard() {
  const t = useWords()
  const clock = useResource<Clock>(`${CONTROL}/clock`, { everyMs: 3_000 })
  return (
    <Card title={t('simulator.clock')}>
      <Loaded of={clock}>
        {({ now, speed }) => (
          <Flex gap={16} align="center" wrap>
            <span>
              <When at={now} /> · {t('simulator.speed', { speed })}
            </span>
            {[1, 60, 3600].map((next) => (
              <Act
                key={next}
                label={`× ${next}`}
                what={t('simulator.speed_what', { speed: next })}
                order={{ method: 'POST', path: `${CONTROL}/clock` }}
                body={{ speed: next }}
              />
            ))}
          </Flex>
        )}
      </Loaded>
    </Card>
  )
}
