import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './tree.ts'

type Page = { readonly path: string; readonly text: string }

const FOLDERS = ['docs', 'simulator', 'bench', 'examples', 'test', 'web', 'sdk']

function pages(): Page[] {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'))
  const deep = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  )
  return [...top, ...deep].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Links to files of the repository that are not there. Addresses and anchors of the same page are not looked at. */
const deadLinks = ({ path, text }: Page): string[] =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].flatMap(([, target = '']) =>
    /^[a-z]+:/.test(target) || existsSync(join(root, dirname(path), target))
      ? []
      : [`${path} links to ${target}`],
  )

/** Paths and scripts that a page names and the tree does not have. */
function falseNames({ path, text }: Page, scripts: ReadonlySet<string>): string[] {
  const named = [...text.matchAll(/`((?:src|test|tools|docs|migrations|web|simulator)\/[\w./-]*\w)`/g)].map(
    ([, name = '']) => name,
  )
  const runs = [...text.matchAll(/`npm run ([\w:]+)/g)].map(([, name = '']) => name)
  return [
    ...named.filter((name) => !existsSync(join(root, name))).map((name) => `${path} names ${name}`),
    ...runs.filter((name) => !scripts.has(name)).map((name) => `${path} names npm run ${name}`),
  ]
}

describe('what the pages say is there, is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
  const known = new Set(Object.keys(scripts))

  it('no link leads nowhere, no path or script is named that does not exist', () => {
    const all = pages()
    expect(all.length).toBeGreaterThan(20)
    expect(all.flatMap(deadLinks)).toEqual([])
    expect(all.flatMap((page) => falseNames(page, known))).toEqual([])
  })

  it('sees a dead link, a false path and a false script', () => {
    const page = {
      path: 'README.md',
      text: '[a](docs/nothing.md) `src/nothing.ts` `npm run nothing` [b](README.md#start)',
    }
    expect(deadLinks(page)).toEqual(['README.md links to docs/nothing.md'])
    expect(falseNames(page, known)).toHaveLength(2)
  })
})
