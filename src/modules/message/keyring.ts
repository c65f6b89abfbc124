import type { KeyObject } from 'node:crypto'
import type { Seal } from '../../platform/seal.ts'
import { signingKey } from './signature.ts'

/** As many as have letters at once; more are opened again. */
const KEPT = 1_000

/** The keys of endpoints, opened once for all letters of a backlog: a sealed secret never changes, it is replaced. */
export function keyring(seal: Seal): { readonly open: (sealed: Buffer, endpointId: string) => KeyObject } {
  const known = new Map<string, KeyObject>()
  return {
    open: (sealed, endpointId) => {
      const name = `${endpointId} ${sealed.toString('latin1')}`
      const held = known.get(name)
      if (held) return held
      if (known.size >= KEPT) known.clear()
      const key = signingKey(seal.open(sealed, endpointId))
      known.set(name, key)
      return key
    },
  }
}
