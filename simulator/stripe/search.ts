import { type Answer, invalid, ok } from './answers.ts'
import { type Form, text, whole } from './form.ts'
import { standing } from './lapse.ts'
import { newest } from './lists.ts'
import { intentView } from './views.ts'
import type { World } from './world.ts'

/** The one form of Stripe's query language that is played: `metadata["name"]:"value"`, with either quote. */
const QUERY = /^\s*metadata\[(["'])([^"']+)\1\]:(["'])([^"']*)\3\s*$/

/** GET /v1/payment_intents/search. What was just made is not found yet while a lag is armed. */
export function searchIntents(world: World, form: Form): Answer {
  const query = text(form, 'query')
  const parts = query === undefined ? undefined : QUERY.exec(query)
  if (!parts) return invalid('We were unable to parse your search query.', 'query')
  const [, , name = '', , value] = parts
  const now = world.waits.now()
  const found = newest(world.intent).filter(
    (intent) => intent.metadata[name] === value && intent.searchableWait <= now,
  )
  return ok({
    object: 'search_result',
    url: '/v1/payment_intents/search',
    has_more: false,
    next_page: null,
    data: found.slice(0, whole(form, 'limit') ?? 10).map(({ id }) => intentView(standing(world, id)!)),
  })
}
