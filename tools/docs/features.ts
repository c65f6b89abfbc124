import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { madeFrom, type Page, table } from './page.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** One row the project has taken on. Stands in docs/features.data.json. */
export type Feature = {
  readonly id: string
  readonly priority: 0 | 1 | 2
  readonly section: string
  readonly text: string
  /** Line of the founding requirements that asks for it; null where the project asks for it by itself. */
  readonly seed: string | null
  readonly check: string
  /** `partial`: done for the parts of the product that exist. `later`: taken on, not built. */
  readonly status: 'done' | 'partial' | 'later'
  readonly note?: string
}

/** A test whose title names a feature. */
export type Proof = { readonly id: string; readonly file: string; readonly title: string }

export const readFeatures = (): Feature[] =>
  JSON.parse(readFileSync(join(root, 'docs/features.data.json'), 'utf8')) as Feature[]

const ROOMS = ['src', 'simulator', 'tools', 'test', 'examples', 'bench']
const LEADING_IDS = /^(?:\[[A-Z]{1,2}\d+\]\s*)+/

/** Every feature named in brackets at the beginning of a test's title, in the order of files. */
export function readProofs(): Proof[] {
  const rooms = ROOMS.filter((room) => existsSync(join(root, room)))
  const files = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${room}/${file.replaceAll('\\', '/')}`,
    ),
  )
  return files
    .filter((file) => /\.test\.tsx?$/.test(file) && !file.includes('node_modules'))
    .sort()
    .flatMap((file) => proofsIn(file, readFileSync(join(root, file), 'utf8')))
}

export function proofsIn(file: string, text: string): Proof[] {
  const found: Proof[] = []
  const down = (node: ts.Node): void => {
    const title = titleOf(node)
    const ids = LEADING_IDS.exec(title)?.[0] ?? ''
    for (const [id] of ids.matchAll(/[A-Z]+\d+/g)) found.push({ id, file, title: title.slice(ids.length) })
    ts.forEachChild(node, down)
  }
  down(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return found
}

/** The title that a call of it, test or describe (or their `each`) gives; empty for anything else. */
function titleOf(node: ts.Node): string {
  if (!ts.isCallExpression(node) || !/^(it|test|describe)\b/.test(node.expression.getText())) return ''
  const [title] = node.arguments
  if (!title) return ''
  if (ts.isStringLiteralLike(title)) return title.text
  return ts.isTemplateExpression(title) ? title.getText().slice(1, -1) : ''
}

/** What is wrong between the rows and the tests: a proven claim without a test and a test of no row. */
export function orphans(features: readonly Feature[], proofs: readonly Proof[]): string[] {
  const proven = new Set(proofs.map(({ id }) => id))
  const known = new Map(features.map((feature) => [feature.id, feature]))
  return [
    ...features
      .filter(({ id, status }) => status !== 'later' && !proven.has(id))
      .map(({ id, status }) => `${id} is called ${status}, but no test has [${id}] in its title`),
    ...proofs
      .filter(({ id }) => !known.has(id))
      .map(({ id, file }) => `${file} proves [${id}], which is no row`),
    ...features
      .filter(({ status, note }) => status === 'partial' && !note)
      .map(({ id }) => `${id} is partial: note why`),
  ]
}

/** The page of features (AB16): every row with its seed line, its check, its status and the tests that prove it. */
export function featurePage(features: readonly Feature[], proofs: readonly Proof[]): Page {
  const sections = [...new Set(features.map(({ section }) => section))]
  const body = sections.map((section) => {
    const rows = features
      .filter((feature) => feature.section === section)
      .map((feature) => [
        feature.id,
        feature.priority,
        feature.text,
        feature.seed ?? '–',
        feature.check,
        feature.note ? `${feature.status}: ${feature.note}` : feature.status,
        proofs
          .filter(({ id }) => id === feature.id)
          .map(proofText)
          .join('<br>') || '–',
      ])
    return `## ${section}\n${table(['ID', 'P', 'feature', 'seed line', 'check', 'status', 'proven by'], rows)}\n`
  })
  const count = (status: Feature['status']) => features.filter((feature) => feature.status === status).length
  return {
    path: 'docs/features.md',
    text: `${madeFrom('`docs/features.data.json` and the titles of the tests')}
# Features

${features.length} rows taken on: ${count('done')} done, ${count('partial')} partial, ${count('later')} later.
*Seed line*: the line of the founding requirements that asks for it (§ = line of the main document, s… = another).
P 0: without it the core claim is false. P 1: named by the requirements. P 2: a strong extra.

${body.join('\n')}`,
  }
}

const proofText = ({ file, title }: Proof): string => `[${title}](../${file})`
