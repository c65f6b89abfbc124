import { fileURLToPath } from 'node:url'
import { expectationOf } from '../../src/platform/environment.ts'
import { variables } from '../../src/platform/variables.ts'

export const guideFile = fileURLToPath(new URL('../../docs/guides/production.md', import.meta.url))

const begin = '<!-- variables: made by npm run docs -->'
const end = '<!-- /variables -->'

/** The guide with its table of variables made anew; everything outside the marks is left as it is. */
export const withTable = (guide: string): string => {
  const [head, rest] = guide.split(begin)
  const tail = rest?.split(end)[1]
  if (head === undefined || tail === undefined)
    throw new Error(`The guide lacks the marks ${begin} and ${end}`)
  const rows = Object.entries(variables.properties).map(
    ([name, schema]) => `| \`${name}\` | ${expectationOf(schema).replaceAll('|', '\\|')} |`,
  )
  const table = ['| variable | what it is (default) |', '|---|---|', ...rows].join('\n')
  return `${head}${begin}\n${table}\n${end}${tail}`
}
