import type { Access } from '../../src/http/access.ts'
import { madeFrom, type Page, table } from './page.ts'

type Described = { tags?: string[]; summary?: string; 'x-access'?: Access }
export type ApiDocument = { readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>> }

/** Every route with who may call it and how it is proven whose rows those are, from the routes themselves. */
export const routesPage = ({ paths }: ApiDocument): Page => {
  const groups = Map.groupBy(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        path,
        method: method.toUpperCase(),
        described,
      })),
    ),
    ({ described }) => described.tags?.[0] ?? 'other',
  )
  const parts = [...groups].map(([tag, routes]) => {
    const rows = routes.map(({ path, method, described: { summary = '', 'x-access': access } }) => [
      `\`${method} ${path}\``,
      summary,
      access?.callers.includes('guest') ? 'everybody' : (access?.callers.join(', ') ?? ''),
      access?.permission ?? '',
      access?.ownership ?? '',
    ])
    return `## ${tag}\n\n${table(['Route', 'What', 'Callers', 'Permission of staff', 'Ownership'], rows)}\n`
  })
  const head = [
    madeFrom('the routes (src/http/routes)'),
    '# Routes 接口\n',
    'Ownership says how a route proves that rows are the caller’s: `own` names them by the caller’s id, `reach`',
    'compares each row’s buyer or shop and answers 404 for any other, `platform` is for platform staff, `session` is',
    'about the caller’s own session, `signature` is proven over the body, `public` shows nothing of anybody.',
    'Bodies and answers stand in `/v1/openapi.json` and on the page `/docs`.\n',
  ]
  return { path: 'docs/api/routes.md', text: `${[...head, ...parts].join('\n')}` }
}
