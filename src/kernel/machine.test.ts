import { describe, expect, it } from 'vitest'
import { actions, can, legalMoves, machine, step, toMermaid } from './machine.ts'

const label = { zh: '甲', en: 'A' }
const table = {
  name: 'lamp',
  label,
  initial: 'off',
  states: { off: { label }, on: { label }, broken: { label, final: true } },
  transitions: [
    { from: 'off', on: 'switch', to: 'on', by: ['buyer'], emits: 'lamp.on', label },
    { from: 'on', on: 'switch', to: 'off', by: ['buyer'], emits: null, label },
    { from: 'on', on: 'fall', to: 'broken', by: ['time'], emits: null, label },
  ],
} as const

describe('machine', () => {
  const lamp = machine(table)

  it('moves along its table only', () => {
    expect(step(lamp, 'off', 'switch')).toEqual({ to: 'on', move: 'lamp:off>switch>on' })
    expect(can(lamp, 'broken', 'switch')).toBe(false)
    expect(() => step(lamp, 'broken', 'switch')).toThrow('no move from broken')
    expect(actions(lamp, 'on', 'time')).toEqual(['fall'])
    expect(legalMoves(lamp)).toHaveLength(3)
    expect(toMermaid(lamp, 'zh')).toContain('off --> on: switch (buyer)')
  })

  it('refuses a table with an unreachable state, an exit from a final state, or two exits for one event', () => {
    const extra = (transition: (typeof table.transitions)[number]) => () =>
      machine({ ...table, transitions: [...table.transitions, transition] } as unknown as typeof table)
    expect(() => machine({ ...table, transitions: table.transitions.slice(0, 2) as never })).toThrow(
      'unreachable',
    )
    expect(
      extra({ from: 'broken', on: 'switch', to: 'on', by: ['buyer'], emits: null, label } as never),
    ).toThrow('final')
    expect(extra({ ...table.transitions[0], to: 'broken' } as never)).toThrow('two exits')
  })

  it('keeps a retired move legal for history, but makes it no more', () => {
    const old = machine({
      ...table,
      transitions: [table.transitions[0], { ...table.transitions[1], retired: true }, table.transitions[2]],
    } as unknown as typeof table)
    expect(can(old, 'on', 'switch')).toBe(false)
    expect(legalMoves(old)).toContain('lamp:on>switch>off')
  })
})
