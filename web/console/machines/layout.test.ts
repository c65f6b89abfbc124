import { describe, expect, it } from 'vitest'
import { type Definition, legalMoves, moveText, toMermaid } from '../../../src/kernel/machine.ts'
import { machines } from './all.ts'
import { layout, pathOf } from './layout.ts'

const each = Object.entries(machines as Record<string, Definition>)

describe('diagrams of the console', () => {
  it.each(each)('[J11] %s: the picture has exactly the moves of the table, as the documents have', (_, m) => {
    const { edges, nodes } = layout(m)
    const drawn = edges.map(({ transition: { from, on, to } }) => moveText(m.name, from, on, to))
    expect(drawn.toSorted()).toEqual(legalMoves(m).toSorted())
    const mermaid = toMermaid(m, 'zh')
    for (const { transition } of edges)
      expect(mermaid).toContain(`${transition.from} --> ${transition.to}: ${transition.on}`)
    expect(nodes.map(({ state }) => state).toSorted()).toEqual(Object.keys(m.states).toSorted())
  })

  const twice = each.flatMap(([name, m]) => [
    [name, m, undefined] as const,
    [`${name}, long words`, m, { box: 210, gap: 240 }] as const,
  ])
  it.each(twice)('%s: no two states overlap and everything is inside the picture', (_, m, widths) => {
    const { nodes, edges, width, height } = layout(m, widths)
    for (const a of nodes) {
      expect(a.x).toBeGreaterThanOrEqual(0)
      expect(a.x + a.width).toBeLessThanOrEqual(width)
      expect(a.y + a.height).toBeLessThanOrEqual(height)
      for (const b of nodes) {
        if (a === b) continue
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart, `${a.state} over ${b.state}`).toBe(true)
      }
    }
    for (const edge of edges) expect(pathOf(edge)).toMatch(/^M[\d.]+,[\d.]+( C[\d., -]+)+$/)
  })

  it('states with an exit to the right stand left of where it leads', () => {
    const { nodes } = layout(machines.refund)
    const x = (state: string) => nodes.find((node) => node.state === state)!.x
    expect(x('requested')).toBeLessThan(x('approved'))
    expect(x('approved')).toBeLessThan(x('processing'))
    expect(x('processing')).toBeLessThan(x('succeeded'))
    expect(x('rejected')).toBe(Math.max(...nodes.map((node) => node.x)))
  })
})
