import { type Answer, invalid } from './answers.ts'
import { type View, viewOf } from './views.ts'
import type { World } from './world.ts'

/** Deepest path that Stripe follows. */
const DEPTH = 4

/** Puts whole objects in the place of ids, along paths such as `latest_charge.balance_transaction` or `data.source`. */
export function expanded(world: World, body: unknown, paths: readonly string[]): unknown {
  return paths.reduce((so, path) => along(world, so, path.split('.')), body)
}

function along(world: World, value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(value)) return value.map((one) => along(world, one, path))
  if (typeof value !== 'object' || value === null) return value
  const view = value as View
  const at = view[name]
  const whole = typeof at === 'string' ? (viewOf(world, at) ?? at) : at
  return { ...view, [name]: along(world, whole, rest) }
}

export function expandFault(paths: readonly string[]): Answer | undefined {
  const deep = paths.find((path) => path.split('.').length > DEPTH)
  return deep === undefined
    ? undefined
    : invalid(`You cannot expand more than ${DEPTH} levels of a property. Property: ${deep}`, 'expand')
}
