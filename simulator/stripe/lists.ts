import { type Answer, invalid, ok } from './answers.ts'
import { type Form, group, text, whole } from './form.ts'
import type { View } from './views.ts'

const DEFAULT_LIMIT = 10
const LONGEST = 100

/** A page of a list, newest first: `limit`, `starting_after`, and `has_more` when something follows. */
export function page<T extends { readonly id: string }>(
  url: string,
  newestFirst: readonly T[],
  form: Form,
  view: (one: T) => View,
): Answer {
  const limit = text(form, 'limit') === undefined ? DEFAULT_LIMIT : whole(form, 'limit')
  if (limit === undefined || limit < 1 || limit > LONGEST) {
    return invalid('This value must be between 1 and 100.', 'limit', 'parameter_invalid_integer')
  }
  const after = text(form, 'starting_after')
  const from = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1
  if (after !== undefined && from === 0) {
    return invalid(`No such object: '${after}'`, 'starting_after', 'resource_missing')
  }
  const items = newestFirst.slice(from, from + limit)
  return ok({
    object: 'list',
    url,
    has_more: from + limit < newestFirst.length,
    data: items.map(view),
  })
}

export const newest = <T>(records: ReadonlyMap<string, T>): T[] => [...records.values()].reverse()

/** `created` as a number or as a range of `gt`, `gte`, `lt`, `lte`. */
export function isCreated(form: Form, created: number): boolean {
  const exact = whole(form, 'created')
  if (exact !== undefined) return created === exact
  const range = group(form, 'created')
  const bound = (name: string) => whole(range, name)
  const [gt, gte, lt, lte] = [bound('gt'), bound('gte'), bound('lt'), bound('lte')]
  return (
    (gt === undefined || created > gt) &&
    (gte === undefined || created >= gte) &&
    (lt === undefined || created < lt) &&
    (lte === undefined || created <= lte)
  )
}
