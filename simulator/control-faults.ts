import type { FaultRule, Faults } from './faults.ts'
import type { Provider, Reply } from './provider.ts'
import { done, wrong } from './replies.ts'

/** Arms a rule, after comparing it with the provider's table. */
export function addFault(
  { faultTable }: Provider,
  faults: Faults,
  fields: Readonly<Record<string, unknown>>,
): Reply {
  const { fault, on, order, remaining, param } = fields
  const names = Object.keys(faultTable.words)
  if (!names.includes(String(fault))) return wrong(`fault: one of ${names.join(', ')}`)
  if (on !== undefined && !faultTable.operations.includes(String(on))) {
    return wrong(`on: one of ${faultTable.operations.join(', ')}`)
  }
  if (order !== undefined && typeof order !== 'string') return wrong('order: a string')
  if (remaining !== undefined && !(Number.isSafeInteger(remaining) && Number(remaining) > 0)) {
    return wrong('remaining: a positive whole number')
  }
  if (param !== undefined && !Number.isSafeInteger(param)) return wrong('param: a whole number')
  const rule = Object.fromEntries(
    Object.entries({ fault, on, order, remaining, param }).filter(([, value]) => value !== undefined),
  )
  return done(faults.add(rule as Omit<FaultRule, 'id'>))
}
