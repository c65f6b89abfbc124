import { assert, Defect } from './assert.ts'

export type Label = { readonly zh: string; readonly en: string }

/** Who may cause a move (row J10): the buyer, the merchant's staff, the platform's staff, the channel, or time. */
export type Trigger = 'buyer' | 'merchant' | 'platform' | 'channel' | 'time'

export type Transition = {
  readonly from: string
  readonly on: string
  readonly to: string
  readonly by: readonly Trigger[]
  /** The event published when the move is made; null where no outsider needs to know. */
  readonly emits: string | null
  readonly label: Label
  /** Still legal for stored history, but no new move may use it. */
  readonly retired?: true
}

export type Definition = {
  readonly name: string
  readonly label: Label
  readonly initial: string
  readonly states: Readonly<Record<string, { readonly label: Label; readonly final?: true }>>
  readonly transitions: readonly Transition[]
}

export type Machine<D extends Definition = Definition> = D & {
  /** The transition for an event in a state, or undefined when the move is illegal. */
  readonly find: (state: string, event: string) => Transition | undefined
}

export type StateOf<M extends Definition> = keyof M['states'] & string
export type EventOf<M extends Definition> = M['transitions'][number]['on']

/**
 * Builds a state machine from its table and checks it at load: every named state exists and is reachable,
 * final states have no exit, and no state has two exits for one event.
 * Guards and amounts never stand here: they live in the module's `decide`.
 */
export function machine<
  const S extends Readonly<Record<string, { readonly label: Label; readonly final?: true }>>,
  const E extends string,
  const N extends string,
>(table: {
  readonly name: N
  readonly label: Label
  readonly initial: keyof S & string
  readonly states: S
  readonly transitions: readonly (Transition & {
    readonly from: keyof S & string
    readonly to: keyof S & string
    readonly on: E
  })[]
}) {
  const exits = new Map<string, Transition>()
  for (const transition of table.transitions) {
    const { from, on, to } = transition
    assert(table.states[from] && table.states[to], `${table.name}: unknown state in ${from} > ${on} > ${to}`)
    assert(!table.states[from].final, `${table.name}: exit from final state ${from}`)
    const exit = `${from} ${on}`
    assert(!exits.has(exit), `${table.name}: two exits for ${exit}`)
    exits.set(exit, transition)
  }
  for (const state of Object.keys(table.states)) {
    assert(reachable(table).has(state), `${table.name}: state ${state} is unreachable`)
  }
  const live = (state: string, event: string) => {
    const transition = exits.get(`${state} ${event}`)
    return transition?.retired ? undefined : transition
  }
  return { ...table, find: live }
}

function reachable(table: Pick<Definition, 'initial' | 'transitions'>): Set<string> {
  const seen = new Set<string>([table.initial])
  for (let grew = true; grew; ) {
    grew = false
    for (const { from, to } of table.transitions) {
      if (seen.has(from) && !seen.has(to)) {
        seen.add(to)
        grew = true
      }
    }
  }
  return seen
}

/** One step of a history: what stands in `history.move`. */
export const moveText = (name: string, from: string, on: string, to: string): string =>
  `${name}:${from}>${on}>${to}`

/** Every legal move of a machine, retired ones too: the source of the CHECK on the history table. */
export const legalMoves = (m: Definition): string[] =>
  m.transitions.map(({ from, on, to }) => moveText(m.name, from, on, to))

/** The move an event makes from a state. Calling it for an illegal move is a defect: `decide` refuses first. */
export function step<M extends Machine>(
  m: M,
  state: StateOf<M>,
  event: EventOf<M>,
): { to: StateOf<M>; move: string } {
  const transition = m.find(state, event)
  if (!transition) throw new Defect(`${m.name}: ${event} is no move from ${state}`)
  return { to: transition.to as StateOf<M>, move: moveText(m.name, state, event, transition.to) }
}

export const can = (m: Machine, state: string, event: string): boolean => m.find(state, event) !== undefined

export const isFinal = (m: Definition, state: string): boolean => m.states[state]?.final === true

/** The events that `by` may cause in a state: what the pages show as buttons. */
export const actions = (m: Definition, state: string, by: Trigger): string[] =>
  m.transitions.filter((t) => t.from === state && !t.retired && t.by.includes(by)).map((t) => t.on)

/** A Mermaid state diagram of the table. */
export function toMermaid(m: Definition, language: keyof Label): string {
  const lines = ['stateDiagram-v2']
  for (const [state, { label }] of Object.entries(m.states)) lines.push(`  ${state}: ${label[language]}`)
  lines.push(`  [*] --> ${m.initial}`)
  for (const t of m.transitions) lines.push(`  ${t.from} --> ${t.to}: ${t.on} (${t.by.join(', ')})`)
  for (const [state, { final }] of Object.entries(m.states)) if (final) lines.push(`  ${state} --> [*]`)
  return `${lines.join('\n')}\n`
}
