import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Definition, type Label, type Trigger, toMermaid } from '../../src/kernel/machine.ts'
import { madeFrom, type Page, table } from './page.ts'

const modules = fileURLToPath(new URL('../../src/modules/', import.meta.url))

const TRIGGERS: Readonly<Record<Trigger, Label>> = {
  buyer: { zh: '用户', en: 'buyer' },
  merchant: { zh: '商家', en: 'merchant' },
  platform: { zh: '平台', en: 'platform' },
  channel: { zh: '支付渠道', en: 'channel' },
  time: { zh: '时间', en: 'time' },
}

export type Located = { readonly machine: Definition; readonly file: string }

/** Every machine of every module: whatever a file named machine.ts (or …-machine.ts) exports that is a table of moves. */
export async function readMachines(): Promise<Located[]> {
  const files = readdirSync(modules, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /(^|\/)(\w+-)?machine\.ts$/.test(file))
    .sort()
  const found = await Promise.all(
    files.map(async (file) => {
      const exported: Record<string, unknown> = await import(new URL(file, `file://${modules}`).href)
      // By name: the order of a namespace is not the same under every loader.
      const machines = Object.values(exported)
        .filter(isMachine)
        .sort((a, b) => (a.name < b.name ? -1 : 1))
      return machines.map((machine) => ({ machine, file: `src/modules/${file}` }))
    }),
  )
  return found.flat()
}

const isMachine = (value: unknown): value is Definition =>
  typeof value === 'object' &&
  value !== null &&
  'transitions' in value &&
  'initial' in value &&
  'states' in value

/** A page per machine: the diagram in both languages, the states, and each move with who may cause it (J10, J11). */
export const machinePages = (machines: readonly Located[]): Page[] => [
  ...machines.map(({ machine, file }) => ({
    path: `docs/machines/${machine.name}.md`,
    text: machinePage(machine, file),
  })),
  { path: 'docs/machines/README.md', text: machineIndex(machines) },
]

function machinePage(machine: Definition, file: string): string {
  const diagram = (language: keyof Label) => `\`\`\`mermaid\n${toMermaid(machine, language)}\`\`\`\n`
  const states = Object.entries(machine.states).map(([state, { label, final }]) => [
    `\`${state}\``,
    label.zh,
    label.en,
    state === machine.initial ? 'initial' : final ? 'final' : '',
  ])
  const moves = machine.transitions.map((t) => [
    `\`${t.from}\``,
    `\`${t.on}\``,
    `\`${t.to}\``,
    `${t.label.zh} ${t.label.en}`,
    t.by.map((by) => `${TRIGGERS[by].zh} ${TRIGGERS[by].en}`).join(', '),
    t.emits ? `\`${t.emits}\`` : '–',
    t.retired ? 'retired' : '',
  ])
  return `${madeFrom(`\`${file}\``)}
# ${machine.label.zh} ${machine.label.en} (\`${machine.name}\`)

${diagram('zh')}
${diagram('en')}
## States 状态
${table(['state', '中文', 'English', ''], states)}

## Moves 流转
${table(['from', 'on', 'to', 'meaning', 'triggered by 触发方', 'event', ''], moves)}
`
}

const machineIndex = (
  machines: readonly Located[],
): string => `${madeFrom('the machine tables of `src/modules`')}
# State machines 状态机

Each is one table of data. Types, the CHECK in PostgreSQL, badges and buttons come from the same table.

${table(
  ['machine', '中文', 'English', 'states', 'moves'],
  machines.map(({ machine }) => indexRow(machine)),
)}
`

const indexRow = (machine: Definition) => [
  `[\`${machine.name}\`](${machine.name}.md)`,
  machine.label.zh,
  machine.label.en,
  Object.keys(machine.states).length,
  machine.transitions.length,
]
