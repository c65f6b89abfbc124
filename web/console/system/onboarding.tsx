import { Alert, Card, Flex, Progress, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Onboarding } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { Loaded, Page } from '../parts/page.tsx'
import { useShops } from '../parts/shops.ts'
import { When } from '../parts/when.tsx'
import { useIsPlatform } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

/** A shop's way to the first order by its own server; the platform's staff say whose. */
export function OnboardingPage() {
  const t = useWords()
  const isPlatform = useIsPlatform()
  const { choices: shops } = useShops()
  const [shop, setShop] = useState<number | null>(isPlatform ? 1 : null)
  const onboarding = useResource<Onboarding>(`/v1/onboarding${shop === null ? '' : `?shop=${shop}`}`, {
    everyMs: 3_000,
  })
  const choice = (
    <Select
      className="filter-select"
      value={shop}
      options={shops}
      aria-label={t('orders.shop')}
      onChange={setShop}
    />
  )
  return (
    <Page title={t('menu.onboarding')} lead={t('onboarding.lead')} extra={isPlatform ? choice : null}>
      <Loaded of={onboarding}>{(facts) => <Way facts={facts} />}</Loaded>
    </Page>
  )
}

function Way({ facts: { sandbox, simulatorUrl, steps, done } }: { facts: Onboarding }) {
  const t = useWords()
  const language = useLanguage()
  const share = Math.round((done * 100) / steps.length)
  return (
    <Flex vertical gap={16}>
      <Alert
        type={sandbox ? 'info' : 'warning'}
        showIcon
        title={t(sandbox ? 'onboarding.sandbox' : 'onboarding.live')}
        action={
          simulatorUrl ? (
            <a href={`${simulatorUrl}/`} target="_blank" rel="noreferrer">
              {t('onboarding.wallet')}
            </a>
          ) : null
        }
      />
      <Card>
        <p role="status">{t('onboarding.progress', { done, all: steps.length })}</p>
        <Progress percent={share} aria-label={t('menu.onboarding')} showInfo={false} />
        <ol className="steps">
          {steps.map(({ code, title, what, link, doneAt }) => (
            <li key={code} data-step={code} data-done={doneAt !== null}>
              <Flex justify="space-between" align="center" gap={12} wrap>
                <span>
                  <strong>{labelText(title, language)}</strong>
                  <br />
                  <span className="quiet">{labelText(what, language)}</span>
                </span>
                <Flex gap={12} align="center">
                  {doneAt ? <When at={doneAt} /> : <Link to={link}>{t('onboarding.go')}</Link>}
                  <Badge tone={doneAt ? 'good' : 'wait'}>
                    {t(doneAt ? 'onboarding.done' : 'onboarding.todo')}
                  </Badge>
                </Flex>
              </Flex>
            </li>
          ))}
        </ol>
      </Card>
    </Flex>
  )
}
