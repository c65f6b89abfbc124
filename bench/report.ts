import { writeFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'

/** One measured figure beside what the machine allows at most, measured in the same run. */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number }
  readonly limit?: { readonly name: string; readonly value: number }
}

export type Report = {
  readonly section: (title: string) => void
  readonly add: (...figures: readonly Figure[]) => void
  /** Prints the table and writes bench/results.json. */
  readonly finish: (facts: Readonly<Record<string, unknown>>) => void
}

const file = fileURLToPath(new URL('./results.json', import.meta.url))

export function openReport(write: (line: string) => void): Report {
  const figures: Figure[] = []
  const loadBefore = loadavg()[0]
  return {
    section: write,
    add: (...more) => {
      for (const figure of more) write(`  ${lineOf(figure)}`)
      figures.push(...more)
    },
    finish: (facts) => {
      const machine = {
        cores: cpus().length,
        cpu: cpus()[0]?.model,
        memoryGiB: Math.round(totalmem() / 2 ** 30),
        system: `${platform()} ${release()}`,
        node: process.versions.node,
        loadBefore,
      }
      writeFileSync(file, `${JSON.stringify({ machine, ...facts, figures }, null, 2)}\n`)
      write('')
      for (const line of tableOf(figures)) write(line)
      write('')
      write(`${machine.cores} cores, ${machine.cpu}, Node ${machine.node}; load before the run ${loadBefore}`)
    },
  }
}

const number = (value: number): string =>
  Number.isNaN(value)
    ? 'not known'
    : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 0 })

export const meets = ({ goal, value }: Figure): boolean | undefined =>
  goal && ('atMost' in goal ? value <= goal.atMost : value >= goal.atLeast)

const goalOf = ({ goal }: Figure): string =>
  goal ? ('atMost' in goal ? `≤ ${number(goal.atMost)}` : `≥ ${number(goal.atLeast)}`) : ''
const limitOf = ({ limit }: Figure): string => (limit ? `${number(limit.value)} ${limit.name}` : '')
const lineOf = (figure: Figure): string =>
  [figure.name, `${number(figure.value)} ${figure.unit}`, limitOf(figure) && `limit ${limitOf(figure)}`]
    .filter(Boolean)
    .join(' · ')

function tableOf(figures: readonly Figure[]): string[] {
  const rows = [
    ['figure', 'measured', 'goal', '', 'limit in this run'],
    ...figures.map((figure) => [
      figure.name,
      `${number(figure.value)} ${figure.unit}`,
      goalOf(figure),
      { true: 'met', false: 'missed', undefined: '' }[String(meets(figure))] ?? '',
      limitOf(figure),
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}
