import { happened } from './events.ts'
import type { Intent } from './types.ts'
import { intentView } from './views.ts'
import { numberOf, type World } from './world.ts'

/** An intent as it stands now: what was held and not captured in time goes back to its payer by itself. */
export function standing(world: World, id: string): Intent | undefined {
  const intent = world.intent.get(id)
  if (intent?.status !== 'requires_capture' || intent.latestCharge === null) return intent
  const until = world.charge.get(intent.latestCharge)?.captureBefore ?? null
  if (until === null || until > world.now()) return intent
  const after: Intent = {
    ...intent,
    status: 'canceled',
    capturable: 0,
    cancellationReason: 'automatic',
    canceledAt: world.now(),
  }
  world.commit([
    { kind: 'intent', record: after },
    ...happened(world, 'payment_intent.canceled', numberOf(after), intentView(after)),
  ])
  return after
}
