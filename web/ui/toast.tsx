import { useSyncExternalStore } from 'react'

type Note = { readonly id: number; readonly text: string; readonly tone: 'good' | 'bad' }

const listeners = new Set<() => void>()
let notes: readonly Note[] = []
let last = 0

const change = (next: readonly Note[]) => {
  notes = next
  for (const tell of listeners) tell()
}

/** Says something for four seconds without taking the focus. */
export function toast(text: string, tone: Note['tone'] = 'good'): void {
  const id = ++last
  change([...notes.slice(-2), { id, text, tone }])
  setTimeout(() => change(notes.filter((note) => note.id !== id)), 4000)
}

const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => notes)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, tone }) => (
        <p key={id} className={`toast toast--${tone}`}>
          {text}
        </p>
      ))}
    </div>
  )
}
