import { useQuery } from '@tanstack/react-query'
import { Timeline as Steps } from 'antd'
import type { TimelineEntry } from '../../api/nouns.ts'
import type { StaffNames } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { type MachineName, machines } from '../machines/all.ts'
import { useResource } from '../parts/ask.ts'
import { useChannelName } from '../parts/channel.tsx'
import { Loaded } from '../parts/page.tsx'
import { Said } from '../parts/said.tsx'
import { When } from '../parts/when.tsx'
import { read } from '../parts/wire.ts'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

/** Everything that happened: when, who, from which state to which, and why (row H12). */
export function Timeline({ no }: { no: string }) {
  const t = useWords()
  const history = useResource<{ items: TimelineEntry[] }>(`/v1/orders/${no}/timeline`, { everyMs: 15_000 })
  return (
    <Loaded of={history}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="quiet">{t('timeline.empty')}</p>
        ) : (
          <Steps
            className="timeline"
            items={items.map((item, index) => ({
              key: `${item.at}${index}`,
              content: <Moved item={item} />,
            }))}
          />
        )
      }
    </Loaded>
  )
}

function Moved({ item }: { item: TimelineEntry }) {
  const language = useLanguage()
  const { move } = item
  const machine = move.machine in machines ? machines[move.machine as MachineName] : null
  const states: Readonly<Record<string, { label: { zh: string; en: string } }>> = machine?.states ?? {}
  const name = (state: string) => {
    const label = states[state]?.label
    return label ? labelText(label, language) : state
  }
  return (
    <div className="moved" data-move={`${move.machine}:${move.from}>${move.on}>${move.to}`}>
      <strong>{labelText(item.label, language)}</strong>
      <span className="quiet">
        {machine ? labelText(machine.label, language) : move.machine} · {name(move.from)} → {name(move.to)}
      </span>
      <span className="quiet">
        <When at={item.at} /> · <Actor actor={item.actor} />
      </span>
      {item.why ? (
        <span className="moved-reason">
          <Said words={item.why} code={item.reason} />
        </span>
      ) : item.reason ? (
        <span className="moved-reason">{item.reason}</span>
      ) : null}
    </div>
  )
}

const KINDS = ['buyer', 'staff', 'merchant', 'platform', 'channel', 'time', 'system', 'rule', 'key'] as const
type Kind = (typeof KINDS)[number]
/** What acts by itself, as the flows name it. */
const RULES = [
  'auto_confirm',
  'rest_paid',
  'alone',
  'timeout',
  'daily',
  'refund_closed',
  'declined',
  'combined',
] as const

/** `staff:li` → 员工 李; what stands before the colon is the kind of actor, staff are called by their names. */
export function Actor({ actor }: { actor: string }) {
  const t = useWords()
  const nameOf = useStaffNames()
  const channelName = useChannelName()
  const [kind = '', ...rest] = actor.split(':')
  const known = KINDS.find((one): one is Kind => one === kind)
  const id = rest.join(':')
  const rule = RULES.find((one) => one === id)
  const name =
    kind === 'staff'
      ? nameOf(id)
      : kind === 'channel'
        ? `${t('actor.channel')} ${channelName(id)}`
        : kind === 'rule' && rule
          ? t(`actor.rule.${rule}`)
          : undefined
  return <span title={actor}>{name ?? `${known ? t(`actor.${known}`) : kind} ${id}`}</span>
}

/** Who does not stand in the list, such as the platform's people for a shop, keeps his id. */
function useStaffNames(): (id: string) => string | undefined {
  const may = useMay()
  const { data } = useQuery({
    queryKey: ['/v1/staff/names'],
    queryFn: ({ signal }) => read<StaffNames>('/v1/staff/names', {}, signal),
    enabled: may('work_queue.read'),
    staleTime: 300_000,
  })
  return (id) => data?.items.find((one) => one.id === id)?.name
}
