import type { Outcome } from '../../kernel/outcome.ts'

const ORDER = ['confirm', 'ask', 'decide', 'complete'] as const
type Kind = (typeof ORDER)[number]
type Entry = { readonly at: Date; readonly run: () => Promise<Outcome<unknown>> }

/** What is to happen later, kind by kind; entries of one kind that are due together share a batch. */
export class Agenda {
  private readonly entries = new Map<Kind, Entry[]>(ORDER.map((kind) => [kind, []]))

  add(kind: Kind, at: Date, run: Entry['run']): void {
    this.entries.get(kind)?.push({ at, run })
  }

  /** Runs what is due before `end`, in the order of time within each kind. Refusals are part of a year. */
  async run(end: Date): Promise<void> {
    for (const kind of ORDER) {
      const all = this.entries.get(kind) ?? []
      const due = all.filter(({ at }) => at < end).sort((a, b) => a.at.getTime() - b.at.getTime())
      this.entries.set(
        kind,
        all.filter(({ at }) => at >= end),
      )
      await Promise.all(due.map(({ run }) => run()))
    }
  }
}
