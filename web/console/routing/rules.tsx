import { Card, Flex, type TableColumnsType } from 'antd'
import type { RoutingRule } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded } from '../parts/page.tsx'
import { yuanText } from '../parts/yuan.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { candidatesText, RuleForm } from './rule-form.tsx'

/** The rules in the order they are tried; the first that fits names the accounts. */
export function RoutingRules() {
  const t = useWords()
  const may = useMay()
  const rules = useResource<{ items: RoutingRule[] }>('/v1/routing/rules')
  const columns = useRuleColumns(may('routing.write'))
  return (
    <Card title={t('routing.rules')} extra={may('routing.write') ? <RuleForm /> : null}>
      <p className="quiet">{t('routing.rules_lead')}</p>
      <Loaded of={rules}>
        {({ items }) => (
          <Rows<RoutingRule>
            label={t('routing.rules')}
            rows={items}
            columns={columns}
            rowKey={({ ruleId }) => String(ruleId)}
          />
        )}
      </Loaded>
    </Card>
  )
}

const conditionsOf = (rule: RoutingRule): string => {
  const { channel, method, currency, scene, shopId, minAmount, maxAmount } = rule
  const range =
    minAmount === null && maxAmount === null
      ? null
      : `${minAmount === null ? '' : yuanText(minAmount)} – ${maxAmount === null ? '' : yuanText(maxAmount)}`
  const parts = [channel, method, currency, scene, shopId === null ? null : `#${shopId}`, range]
  return parts.filter((part) => part !== null).join(' · ')
}

function useRuleColumns(isWriter: boolean): TableColumnsType<RoutingRule> {
  const t = useWords()
  return [
    { title: t('routing.priority'), align: 'right', render: (_, { priority }) => priority },
    { title: t('routing.title'), render: (_, { title }) => title },
    {
      title: t('routing.enabled'),
      render: (_, { enabled }) => (
        <Badge tone={enabled ? 'good' : 'off'}>{t(enabled ? 'routing.on' : 'routing.off')}</Badge>
      ),
    },
    { title: t('routing.conditions'), render: (_, rule) => conditionsOf(rule) || t('routing.everything') },
    { title: t('routing.candidates'), render: (_, rule) => candidatesText(rule.candidates) },
    ...(isWriter
      ? [
          {
            title: '',
            fixed: 'end' as const,
            render: (_: unknown, rule: RoutingRule) => (
              <Flex gap={6}>
                <RuleForm of={rule} />
                <Act
                  small
                  danger
                  label={t('routing.remove')}
                  what={t('routing.remove_what', { title: rule.title })}
                  order={{ method: 'DELETE', path: `/v1/routing/rules/${rule.ruleId}` }}
                />
              </Flex>
            ),
          },
        ]
      : []),
  ]
}
