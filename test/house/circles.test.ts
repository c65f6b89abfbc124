import { describe, expect, it } from 'vitest'
import { readTree, type Source, source } from './tree.ts'

/** One circle of imports per knot, as `a > b > a`. Depth first; grey files are on the path being walked. */
function circles(tree: readonly Source[]): string[] {
  const next = new Map(tree.map(({ path, imports }) => [path, imports]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, trail: string[]): void => {
    if (done.has(path)) return
    const at = trail.indexOf(path)
    if (at >= 0) {
      found.push([...trail.slice(at), path].join(' > '))
      return
    }
    for (const target of next.get(path) ?? []) walk(target, [...trail, path])
    done.add(path)
  }
  for (const { path } of tree) walk(path, [])
  return found
}

describe('circles', () => {
  it('[AB14] no files import each other in a circle, types included, in the whole repository', () => {
    expect(circles(readTree())).toEqual([])
  })

  it('finds a circle, a circle of types and a file that imports itself', () => {
    const a = source('src/a.ts', `import { b } from './b.ts'`)
    const b = source('src/b.ts', `import type { C } from './c.ts'`)
    const c = source('src/c.ts', `export type { A } from './a.ts'`)
    const own = source('src/own.ts', `import type { Own } from './own.ts'`)
    expect(circles([a, b, c, own])).toEqual([
      'src/a.ts > src/b.ts > src/c.ts > src/a.ts',
      'src/own.ts > src/own.ts',
    ])
    expect(circles([a, b])).toEqual([])
  })
})
