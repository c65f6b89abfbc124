import type { Provider } from './provider.ts'
import type { Random } from './random.ts'
import type { Placed, Stage } from './stage.ts'

export type Clock = { now: number }

/** A trade, and whose it is. */
export type Ordered = Placed & { readonly buyerId: string }

/** A world that is being played. */
export type Setting = {
  readonly random: Random
  readonly clock: Clock
  readonly provider: Provider
  readonly stage: Stage
  readonly placed: Ordered[]
  readonly refunds: string[]
  /** Requests that were made before: somebody presses the button again. */
  readonly earlier: (() => Promise<unknown>)[]
  /** An idempotency key that nobody has used. */
  readonly nextKey: () => string
  crashes: number
}
