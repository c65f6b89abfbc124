import { Button, Card, Flex, InputNumber, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { PushLead, Retention } from '../../api/staff-nouns.ts'
import { useResource, useWrite } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useMay } from '../session/session.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'

/** When buyers are reminded, and how long what is not money is kept. */
export function Times() {
  return (
    <Flex vertical gap={16}>
      <Leads />
      <Retentions />
    </Flex>
  )
}

function Leads() {
  const t = useWords()
  const leads = useResource<{ items: PushLead[] }>('/v1/push/leads')
  const path = ({ scene }: PushLead) => `/v1/push/leads/${scene}`
  const columns: TableColumnsType<PushLead> = [
    { title: t('push.scene'), render: (_, { scene }) => t(`push.scene.${scene}` as ConsoleKey) },
    {
      title: t('push.before_close'),
      render: (_, lead) => (
        <Whole
          label={t('push.before_close')}
          value={lead.beforeCloseMinutes}
          bounds={[1, 4_320]}
          path={path(lead)}
          bodyOf={(beforeCloseMinutes) => ({ ...timesOf(lead), beforeCloseMinutes })}
        />
      ),
    },
    {
      title: t('push.part_paid'),
      render: (_, lead) => (
        <Whole
          label={t('push.part_paid')}
          value={lead.partPaidMinutes}
          bounds={[10, 43_200]}
          path={path(lead)}
          bodyOf={(partPaidMinutes) => ({ ...timesOf(lead), partPaidMinutes })}
        />
      ),
    },
  ]
  return (
    <Card title={t('push.leads')}>
      <Loaded of={leads}>
        {({ items }) => (
          <Rows<PushLead>
            label={t('push.leads')}
            rows={items}
            columns={columns}
            rowKey={({ scene }) => scene}
          />
        )}
      </Loaded>
    </Card>
  )
}

const timesOf = ({ beforeCloseMinutes, partPaidMinutes }: PushLead) => ({
  beforeCloseMinutes,
  partPaidMinutes,
})

function Retentions() {
  const t = useWords()
  const policies = useResource<{ items: Retention[] }>('/v1/retention')
  const columns: TableColumnsType<Retention> = [
    { title: t('push.kept'), render: (_, { subject }) => t(`push.kept.${subject}` as ConsoleKey) },
    {
      title: t('push.days'),
      render: (_, one) => (
        <Whole
          label={`${t('push.days')} ${t(`push.kept.${one.subject}` as ConsoleKey)}`}
          value={one.keepDays}
          bounds={[one.leastDays, one.mostDays]}
          path={`/v1/retention/${one.subject}`}
          bodyOf={(keepDays) => ({ keepDays })}
        />
      ),
    },
    { title: t('push.bounds'), render: (_, one) => `${one.leastDays} – ${one.mostDays}` },
    { title: t('push.changed'), render: (_, one) => <When at={one.changedAt} /> },
  ]
  return (
    <Card title={t('push.retention')}>
      <p className="quiet">{t('push.retention_lead')}</p>
      <Loaded of={policies}>
        {({ items }) => (
          <Rows<Retention>
            label={t('push.retention')}
            rows={items}
            columns={columns}
            rowKey={({ subject }) => subject}
          />
        )}
      </Loaded>
    </Card>
  )
}

type WholeProps = {
  readonly label: string
  readonly value: number
  readonly bounds: readonly [number, number]
  readonly path: string
  readonly bodyOf: (value: number) => unknown
}

/** A whole number that is saved by its own button, once it is another one. */
function Whole({ label, value, bounds, path, bodyOf }: WholeProps) {
  const t = useWords()
  const may = useMay()
  const write = useWrite()
  const [typed, setTyped] = useState<number | null>(value)
  const [least, most] = bounds
  return (
    <Flex gap={8}>
      <InputNumber
        aria-label={label}
        min={least}
        max={most}
        precision={0}
        value={typed}
        disabled={!may('push.write')}
        onChange={setTyped}
      />
      {typed !== null && typed !== value ? (
        <Button
          type="primary"
          loading={write.isPending}
          onClick={() => write.mutate({ method: 'PUT', path, body: bodyOf(typed) })}
        >
          {t('push.save')}
        </Button>
      ) : null}
    </Flex>
  )
}
