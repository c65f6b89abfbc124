import { Card, Radio, Switch, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { PushMatrix } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource, useWrite } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded } from '../parts/page.tsx'
import { useMay } from '../session/session.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'

type Node = PushMatrix['nodes'][number]
type One = PushMatrix['switches'][number]

/** One audience at a time: its nodes down, its ways across. */
export function Switches() {
  const t = useWords()
  const matrix = useResource<PushMatrix>('/v1/push/switches')
  const [audience, setAudience] = useState('buyer')
  return (
    <Loaded of={matrix}>
      {(value) => (
        <Card>
          <div className="filters">
            <Radio.Group
              optionType="button"
              aria-label={t('push.audience')}
              value={audience}
              options={value.audiences.map((one) => ({
                value: one,
                label: t(`push.audience.${one}` as ConsoleKey),
              }))}
              onChange={({ target }) => setAudience(target.value as string)}
            />
          </div>
          <Nodes matrix={value} audience={audience} />
        </Card>
      )}
    </Loaded>
  )
}

function Nodes({ matrix, audience }: { matrix: PushMatrix; audience: string }) {
  const t = useWords()
  const language = useLanguage()
  const cells = new Map(
    matrix.switches
      .filter((one) => one.audience === audience)
      .map((one) => [`${one.node} ${one.way}`, one] as const),
  )
  const columns: TableColumnsType<Node> = [
    {
      title: t('push.node'),
      render: (_, node) => (
        <span className="goods">
          <span>{labelText(node.label, language)}</span>
          <code>{node.code}</code>
        </span>
      ),
    },
    ...matrix.ways.map((way) => ({
      title: (
        <span>
          {t(`push.way.${way.code}` as ConsoleKey)}{' '}
          {way.available ? null : <Badge tone="off">{t('push.not_set_up')}</Badge>}
        </span>
      ),
      render: (_: unknown, node: Node) => {
        const cell = cells.get(`${node.code} ${way.code}`)
        return cell ? <OneSwitch cell={cell} node={node} /> : <span className="quiet">–</span>
      },
    })),
  ]
  return (
    <Rows<Node>
      label={`${t('push.switches')} ${t(`push.audience.${audience}` as ConsoleKey)}`}
      rows={matrix.nodes}
      columns={columns}
      rowKey={({ code }) => code}
    />
  )
}

function OneSwitch({ cell, node }: { cell: One; node: Node }) {
  const t = useWords()
  const language = useLanguage()
  const may = useMay()
  const write = useWrite()
  const { audience, way } = cell
  const names = [
    labelText(node.label, language),
    t(`push.audience.${audience}` as ConsoleKey),
    t(`push.way.${way}` as ConsoleKey),
  ]
  return (
    <Switch
      size="small"
      checked={cell.on}
      disabled={!may('push.write')}
      loading={write.isPending}
      aria-label={names.join(' · ')}
      onChange={(on) =>
        write.mutate({
          method: 'PUT',
          path: `/v1/push/switches/${cell.node}/${audience}/${way}`,
          body: { on },
        })
      }
    />
  )
}
