import { Card, Collapse, Segmented, type TableColumnsType } from 'antd'
import { useSearchParams } from 'react-router'
import type { Definition, Transition } from '../../../src/kernel/machine.ts'
import { StateBadge } from '../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Rows } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { useWords } from '../words/index.ts'
import { type MachineName, machines } from './all.ts'
import { MachineDiagram } from './diagram.tsx'

const NAMES = Object.keys(machines) as MachineName[]

/** The machines as pictures and tables, from the same tables that the server and the documents are made of (row J11). */
export function MachinesPage() {
  const t = useWords()
  const language = useLanguage()
  const [params, setParams] = useSearchParams()
  const name = NAMES.find((one) => one === params.get('machine')) ?? 'order'
  const machine: Definition = machines[name]
  return (
    <Page title={t('menu.machines')} lead={t('machines.lead')}>
      <Segmented<MachineName>
        className="machine-choice"
        aria-label={t('menu.machines')}
        value={name}
        options={NAMES.map((value) => ({ value, label: labelText(machines[value].label, language) }))}
        onChange={(value) => setParams({ machine: value }, { replace: true })}
      />
      <Card className="stacked" key={name}>
        <MachineDiagram machine={machine} />
        <Collapse
          ghost
          defaultActiveKey={['table']}
          items={[{ key: 'table', label: t('machines.table'), children: <Transitions machine={machine} /> }]}
        />
      </Card>
    </Page>
  )
}

function Transitions({ machine }: { machine: Definition }) {
  const t = useWords()
  const language = useLanguage()
  const columns: TableColumnsType<Transition> = [
    { title: t('machines.from'), render: (_, move) => <StateBadge machine={machine} state={move.from} /> },
    {
      title: t('machines.on'),
      render: (_, move) => (
        <span className="goods">
          <span>{labelText(move.label, language)}</span>
          <code>{move.on}</code>
        </span>
      ),
    },
    { title: t('machines.to'), render: (_, move) => <StateBadge machine={machine} state={move.to} /> },
    {
      title: t('machines.by'),
      render: (_, move) => move.by.map((by) => t(`actor.${by}`)).join(t('list.comma')),
    },
    { title: t('machines.emits'), render: (_, move) => (move.emits ? <code>{move.emits}</code> : '–') },
  ]
  return (
    <Rows<Transition>
      label={t('machines.table')}
      rows={[...machine.transitions]}
      columns={columns}
      rowKey={({ from, on }) => `${from}>${on}`}
    />
  )
}
