import { type Definition, isFinal, type Transition } from '../../../src/kernel/machine.ts'

/**
 * Places a state machine's table on a plane: states in columns by their longest way from the initial state, final
 * states in the last column, and every transition on exactly one edge. Pure, so a test can hold it to the table.
 */
export type Node = { state: string; final: boolean; x: number; y: number; width: number; height: number }
/** Transitions with the same source, event and target are one edge; `port` is where it enters its target. */
export type Edge = { transition: Transition; points: Point[]; port: Point; back: boolean }
export type Diagram = { nodes: Node[]; edges: Edge[]; width: number; height: number }
type Point = { x: number; y: number }

/** How wide the boxes are, and the room between columns for the words on the arrows. */
export type Widths = { readonly box: number; readonly gap: number }
const USUAL: Widths = { box: 116, gap: 132 }
const GAP_Y = 20
const PASSAGE = 8
const PORT = 18
const PAD = 16

export function layout(m: Definition, widths: Widths = USUAL): Diagram {
  const { columns, back } = columnsOf(m)
  const forward = m.transitions.filter((t) => !back.has(t))
  const ports = portsOf(m, forward)
  const slots = slotsOf(m, forward, columns)
  const at = place(m, slots, ports, widths)
  const bottom = Math.max(...[...at.values()].map((b) => b.y + b.height))
  const nodes = Object.keys(m.states).map((state): Node => {
    return { state, final: isFinal(m, state), ...at.get(state)! }
  })
  const edges = m.transitions.map((t) =>
    back.has(t) ? backEdge(t, at, bottom + 14) : forwardEdge(t, at, ports, columns),
  )
  const width = Math.max(...nodes.map((n) => n.x + n.width)) + PAD
  const height = bottom + PAD + (back.size ? 12 : 0)
  return { nodes, edges, width, height }
}

type Columns = ReadonlyMap<string, number>

/** Longest-path columns; an edge that would close a circle is a way back and does not count. */
function columnsOf(m: Definition): { columns: Columns; back: Set<Transition> } {
  const back = new Set<Transition>()
  const order: string[] = []
  const path = new Set<string>()
  const visit = (state: string): void => {
    path.add(state)
    for (const t of m.transitions.filter((x) => x.from === state)) {
      if (path.has(t.to)) back.add(t)
      else if (!order.includes(t.to)) visit(t.to)
    }
    path.delete(state)
    order.unshift(state)
  }
  visit(m.initial)
  const columns = new Map<string, number>(order.map((state) => [state, 0]))
  for (const state of order)
    for (const t of m.transitions)
      if (t.from === state && !back.has(t))
        columns.set(t.to, Math.max(columns.get(t.to)!, columns.get(state)! + 1))
  const inner = order.filter((state) => !isFinal(m, state))
  const last = Math.max(0, ...inner.map((state) => columns.get(state)!)) + 1
  for (const state of order) if (isFinal(m, state)) columns.set(state, last)
  return { columns, back }
}

/** Events by which a state is entered: each has its own place on the left side. */
function portsOf(m: Definition, forward: readonly Transition[]): Map<string, string[]> {
  const ports = new Map<string, string[]>(Object.keys(m.states).map((state) => [state, []]))
  for (const t of forward) if (!ports.get(t.to)!.includes(t.on)) ports.get(t.to)!.push(t.on)
  return ports
}

/** What stands in each column, from top to bottom: states, and the passages of edges that go further. */
function slotsOf(m: Definition, forward: readonly Transition[], columns: Columns): string[][] {
  const slots: string[][] = []
  for (const state of Object.keys(m.states)) {
    const column = columns.get(state)!
    slots[column] = [...(slots[column] ?? []), state]
  }
  for (const t of forward)
    for (let c = columns.get(t.from)! + 1; c < columns.get(t.to)!; c++) {
      const passage = passageOf(t, c)
      if (!slots[c]!.includes(passage)) slots[c]!.push(passage)
    }
  for (let c = 1; c < slots.length; c++) sortByNeighbours(slots, c, forward, columns)
  return slots
}

/** Edges that end in the same state by the same event share their passages. */
const passageOf = (t: Transition, column: number): string => `${t.on}>${t.to}@${column}`

function sortByNeighbours(
  slots: string[][],
  c: number,
  forward: readonly Transition[],
  columns: Columns,
): void {
  const before = slots[c - 1]!
  const weight = (slot: string): number => {
    const places: number[] = []
    for (const t of forward) {
      const here = columns.get(t.to) === c ? t.to : passageOf(t, c)
      if (here !== slot || columns.get(t.from)! >= c) continue
      places.push(before.indexOf(columns.get(t.from) === c - 1 ? t.from : passageOf(t, c - 1)))
    }
    return places.length ? places.reduce((a, b) => a + b, 0) / places.length : slots[c]!.indexOf(slot)
  }
  const weights = new Map(slots[c]!.map((slot) => [slot, weight(slot)]))
  slots[c]!.sort((a, b) => weights.get(a)! - weights.get(b)!)
}

type Box = { x: number; y: number; width: number; height: number }

function place(
  m: Definition,
  slots: string[][],
  ports: Map<string, string[]>,
  { box, gap }: Widths,
): Map<string, Box> {
  const heightOf = (slot: string): number =>
    m.states[slot] ? Math.max(40, ports.get(slot)!.length * PORT + 10) : PASSAGE
  const total = (column: string[]): number =>
    column.reduce((sum, slot) => sum + heightOf(slot) + GAP_Y, -GAP_Y)
  const tallest = Math.max(...slots.map(total))
  const boxes = new Map<string, Box>()
  slots.forEach((column, c) => {
    let y = PAD + (tallest - total(column)) / 2
    for (const slot of column) {
      boxes.set(slot, { x: PAD + c * (box + gap), y, width: box, height: heightOf(slot) })
      y += heightOf(slot) + GAP_Y
    }
  })
  return boxes
}

function forwardEdge(
  t: Transition,
  at: Map<string, Box>,
  ports: Map<string, string[]>,
  columns: Columns,
): Edge {
  const source = at.get(t.from)!
  const target = at.get(t.to)!
  const entries = ports.get(t.to)!
  const step = target.height / (entries.length + 1)
  const port = { x: target.x, y: target.y + step * (entries.indexOf(t.on) + 1) }
  const points: Point[] = [{ x: source.x + source.width, y: source.y + source.height / 2 }]
  for (let c = columns.get(t.from)! + 1; c < columns.get(t.to)!; c++) {
    const passage = at.get(passageOf(t, c))!
    const y = passage.y + passage.height / 2
    points.push({ x: passage.x, y }, { x: passage.x + passage.width, y })
  }
  return { transition: t, points: [...points, port], port, back: false }
}

function backEdge(t: Transition, at: Map<string, Box>, low: number): Edge {
  const source = at.get(t.from)!
  const target = at.get(t.to)!
  // A state that stays itself leaves and enters at two places.
  const apart = t.from === t.to ? source.width / 4 : 0
  const from = { x: source.x + source.width / 2 + apart, y: source.y + source.height }
  const to = { x: target.x + target.width / 2 - apart, y: target.y + target.height }
  return { transition: t, points: [from, { x: (from.x + to.x) / 2, y: low }, to], port: to, back: true }
}

/** The SVG path of an edge: smooth between columns, below the boxes on the way back. */
export function pathOf({ points, back }: Edge): string {
  const [first, ...rest] = points
  if (back) {
    const [turn, end] = rest as [Point, Point]
    const low = turn.y
    return `M${first!.x},${first!.y} C${first!.x},${low} ${first!.x},${low} ${turn.x},${low} C${end.x},${low} ${end.x},${low} ${end.x},${end.y}`
  }
  let d = `M${first!.x},${first!.y}`
  let from = first!
  for (const to of rest) {
    const middle = (from.x + to.x) / 2
    d += ` C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`
    from = to
  }
  return d
}
