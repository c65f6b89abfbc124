import type { Movement } from './types.ts'
import { newId, type World } from './world.ts'

/** 2.9 % and thirty minor units, as Stripe's list price is in many countries. */
export const feeOf = (amount: number): number => Math.round((amount * 29) / 1000) + 30

type Draft = Pick<Movement, 'amount' | 'currency' | 'type' | 'category' | 'source'> & {
  readonly fee?: number
}

/** A new movement of the merchant's balance. */
export const movement = (world: World, draft: Draft): Movement => ({
  fee: 0,
  ...draft,
  id: newId('txn'),
  created: world.now(),
})
