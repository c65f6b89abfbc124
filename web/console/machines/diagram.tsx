import type { Definition, Label } from '../../../src/kernel/machine.ts'
import { type Language, labelText, useLanguage } from '../../ui/language.ts'
import { toneOf } from '../../ui/tones.ts'
import { type Edge, layout, type Node, pathOf, type Widths } from './layout.ts'

/** A state machine drawn from its table; what is drawn is what the server allows. */
export function MachineDiagram({ machine }: { machine: Definition }) {
  const language = useLanguage()
  const { nodes, edges, width, height } = layout(machine, widthsFor(machine, language))
  const label = labelText(machine.label, language)
  const arrow = `arrow-${machine.name}`
  // One label per event and target: edges that arrive together say it once.
  const labelled = new Set<string>()
  const isFirst = ({ transition: { on, to } }: Edge) => {
    const entry = `${on}>${to}`
    if (labelled.has(entry)) return false
    labelled.add(entry)
    return true
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide diagram scrolls, also by keyboard
    <section className="diagram" tabIndex={0} aria-label={label}>
      <svg viewBox={`0 0 ${width} ${height}`} style={{ maxWidth: width }} role="img" aria-label={label}>
        <defs>
          <marker
            id={arrow}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0,0 L8,4 L0,8 z" className="diagram-arrow" />
          </marker>
        </defs>
        {edges.map((edge) => (
          <path
            key={moveOf(edge)}
            d={pathOf(edge)}
            className="diagram-edge"
            markerEnd={`url(#${arrow})`}
            data-move={moveOf(edge)}
          >
            <title>{`${moveOf(edge)} · ${edge.transition.by.join(', ')}`}</title>
          </path>
        ))}
        {edges.filter(isFirst).map((edge) => (
          <EdgeLabel key={moveOf(edge)} edge={edge} text={labelText(edge.transition.label, language)} />
        ))}
        {nodes.map((node) => (
          <StateBox
            key={node.state}
            machine={machine}
            node={node}
            text={labelText(machine.states[node.state]!.label, language)}
          />
        ))}
      </svg>
    </section>
  )
}

/** A letter of ours is about as wide as this; a Chinese one is twice as wide. */
const LETTER = 6.6
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 * LETTER : LETTER), 0)

/** Boxes as wide as the longest name, and room for the longest word on an arrow, in this language. */
function widthsFor({ states, transitions }: Definition, language: Language): Widths {
  const longest = (labels: readonly Label[], least: number): number =>
    Math.ceil(Math.max(least, ...labels.map((label) => widthOf(labelText(label, language)) + 16)))
  return {
    box: longest(
      Object.values(states).map(({ label }) => label),
      116,
    ),
    gap: longest(
      transitions.map(({ label }) => label),
      132,
    ),
  }
}

const moveOf = ({ transition: { from, on, to } }: Edge): string => `${from}>${on}>${to}`

function EdgeLabel({ edge, text }: { edge: Edge; text: string }) {
  const { port, back, points } = edge
  const turn = points[1]!
  const x = back ? turn.x : port.x - 12
  const y = back ? turn.y + 4 : port.y - 4
  return (
    <text x={x} y={y} className="diagram-label" textAnchor={back ? 'middle' : 'end'}>
      {text}
    </text>
  )
}

type BoxProps = { machine: Definition; node: Node; text: string }

function StateBox({ machine, node, text }: BoxProps) {
  const { state, x, y, width, height, final } = node
  const middle = { x: x + width / 2, y: y + height / 2 }
  return (
    <g className={`diagram-state diagram-${toneOf(machine.name, state)}`} data-state={state}>
      {final ? (
        <rect x={x - 3} y={y - 3} width={width + 6} height={height + 6} rx="10" className="diagram-final" />
      ) : null}
      <rect x={x} y={y} width={width} height={height} rx="7" />
      <text x={middle.x} y={middle.y - 1} textAnchor="middle" className="diagram-name">
        {text}
      </text>
      <text x={middle.x} y={middle.y + 13} textAnchor="middle" className="diagram-code">
        {state}
      </text>
      {state === machine.initial ? <circle cx={x} cy={y} r="5" className="diagram-initial" /> : null}
    </g>
  )
}
