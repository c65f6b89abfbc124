type Label = { zh: string; en: string }

/** One list of work that waits for somebody; `count` is the length of the list behind `code`. */
export type Queue = {
  code: string
  title: Label
  count: number
  oldestAt: string | null
  deadlineAt: string | null
  link?: string | null
}

/** One piece of work: what it is about, since when it waits and until when it should be done. */
export type QueueItem = {
  no: string
  subject?: string | null
  amount?: number | null
  currency?: string | null
  state?: string | null
  since: string | null
  deadlineAt?: string | null
  link?: string | null
}
