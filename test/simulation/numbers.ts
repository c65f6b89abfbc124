import type { NextNo } from '../../src/flows/deps.ts'
import { NUMBER_KINDS } from '../../src/kernel/number.ts'

/** Business numbers counted up, so that a seed makes the same ones each time. */
export function counter(): NextNo {
  let serial = 0
  return (kind, shard) =>
    `${NUMBER_KINDS[kind]}0${String(++serial).padStart(18, '0')}${String(shard).padStart(2, '0')}`
}
