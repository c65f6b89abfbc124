import type { Change, Journal } from '../journal.ts'

/** Records of one kind, as the journal kept them. `put` and `remove` give the change to be written down. */
export type Shelf<T> = {
  readonly all: ReadonlyMap<string, T>
  /** Keys of the records that something still has to happen to. */
  readonly open: ReadonlySet<string>
  put(record: T): Change
  remove(record: T): Change
  clear(): Change[]
}

export function openShelf<T>(
  kind: string,
  journal: Journal,
  keyOf: (record: T) => string,
  isOpen: (record: T) => boolean = () => false,
): Shelf<T> {
  const all = new Map<string, T>()
  const open = new Set<string>()
  const take = (record: T): string => {
    const key = keyOf(record)
    all.set(key, record)
    if (isOpen(record)) open.add(key)
    else open.delete(key)
    return key
  }
  for (const change of journal.kept) if (change.kind === kind) take(change.record as T)
  return {
    all,
    open,
    put: (record) => ({ kind, id: take(record), record }),
    remove: (record) => {
      const id = keyOf(record)
      all.delete(id)
      open.delete(id)
      return { kind, id, record: null }
    },
    clear: () => {
      const gone = [...all.keys()].map((id) => ({ kind, id, record: null }))
      all.clear()
      open.clear()
      return gone
    },
  }
}
