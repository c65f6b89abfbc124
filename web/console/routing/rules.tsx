import { Card, Flex, type TableColumnsType } from 'antd'
import type { RoutingRule } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { formatMoney } from '../../ui/money.ts'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { useChannelName, useMethodName } from '../parts/channel.tsx'
import { Rows } from '../parts/list.tsx'
import { Loaded } from '../parts/page.tsx'
import { useShops } from '../parts/shops.ts'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { Candidates } from './candidates.tsx'
import { RuleForm } from './rule-form.tsx'

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
            cards
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

function useConditions(): (rule: RoutingRule) => string {
  const t = useWords()
  const channelName = useChannelName()
  const methodName = useMethodName()
  const { nameOf } = useShops()
  const kindName = (scene: string) =>
    scene === 'retail' || scene === 'hotel' ? t(`routing.${scene}`) : scene
  const rangeOf = ({ minAmount, maxAmount }: RoutingRule): string | null => {
    if (minAmount === null)
      return maxAmount === null ? null : t('routing.at_most', { amount: formatMoney(maxAmount) })
    if (maxAmount === null) return t('routing.at_least', { amount: formatMoney(minAmount) })
    return `${formatMoney(minAmount)} – ${formatMoney(maxAmount)}`
  }
  return (rule) =>
    [
      rule.channel && channelName(rule.channel),
      rule.method && methodName(rule.method),
      rule.currency,
      rule.scene && kindName(rule.scene),
      rule.shopId && nameOf(rule.shopId),
      rangeOf(rule),
    ]
      .filter(Boolean)
      .join(' · ')
}

function useRuleColumns(isWriter: boolean): TableColumnsType<RoutingRule> {
  const t = useWords()
  const conditionsOf = useConditions()
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
    { title: t('routing.candidates'), render: (_, rule) => <Candidates of={rule.candidates} /> },
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
