import { PROBLEMS } from '../../src/http/problems.ts'
import { madeFrom, type Page, table } from './page.ts'

const RETRY = {
  never: 'never: the same request will be refused again',
  same: 'same: send it again, with the same key',
  later: 'later: when something has changed, or after `Retry-After`',
} as const

/** Every refusal of the API, from the one table that answers. */
export const problemsPage = (): Page => {
  const rows = Object.entries(PROBLEMS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { status, retry, title }]) => [`\`${code}\``, status, retry, title.zh, title.en])
  const meanings = Object.values(RETRY).map((line) => `- ${line}`)
  const text = [
    madeFrom('src/http/problems.ts'),
    '# Problems 错误码\n',
    'Every refusal is `application/problem+json` (RFC 9457) with `code`, `status`, `title` (by `Accept-Language`),',
    '`retry`, `requestId`, and where it helps `param` (the field at fault) and `detail`.\n',
    ...meanings,
    '',
    table(['Code', 'HTTP', 'Retry', '中文', 'English'], rows),
    '',
  ].join('\n')
  return { path: 'docs/api/problems.md', text }
}
