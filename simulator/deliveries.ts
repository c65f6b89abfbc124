/** How every provider sends its notices: posted, counted, sent again after a pause, given up in the end. */

/** One try to deliver a notice; status 0: nobody answered. */
export type Delivery = { readonly at: number; readonly status: number; readonly note: string }

/** What every provider's notice has, whatever it says. */
export type Outgoing = {
  readonly state: 'waiting' | 'delivered' | 'given_up' | 'held_for_close' | 'held_for_another'
  /** On the waiting clock. */
  readonly dueWait: number
  /** Sent once, whatever is answered. */
  readonly once?: true
}

const AT_ONCE = 32

/** Posts once. Answers that are none and redirects are deliveries like any other. */
export async function post(
  url: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: string | URLSearchParams },
  { at, deadlineMs }: { readonly at: number; readonly deadlineMs: number },
): Promise<Delivery> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(deadlineMs),
    })
    return { at, status: answer.status, note: (await answer.text()).slice(0, 200) }
  } catch (fault) {
    return { at, status: 0, note: fault instanceof Error ? fault.message : 'no answer' }
  }
}

/** The state after the `tries`-th delivery: taken, or due again after its pause, or given up after the last one. */
export function afterDelivery(
  { once }: Outgoing,
  tries: number,
  {
    taken,
    pauses,
    now,
  }: { readonly taken: boolean; readonly pauses: readonly number[]; readonly now: number },
): Pick<Outgoing, 'state'> & Partial<Pick<Outgoing, 'dueWait'>> {
  if (taken) return { state: 'delivered' }
  const pause = once ? undefined : pauses[tries - 1]
  return pause === undefined ? { state: 'given_up' } : { state: 'waiting', dueWait: now + pause }
}

/** What waited for another notice to go first may follow, now that one was taken. */
export const overtaken = <N extends Outgoing>(open: readonly N[], now: number): N[] =>
  open
    .filter(({ state }) => state === 'held_for_another')
    .map((one) => ({ ...one, state: 'waiting', dueWait: now }))

const isHeld = ({ state }: Outgoing) => state === 'held_for_close'

/** Those that may go now, the longest due first. */
export const dueOf = <N extends Outgoing>(open: readonly N[], now: number): N[] =>
  open.filter((one) => !isHeld(one) && one.dueWait <= now).sort((a, b) => a.dueWait - b.dueWait)

/** When the next one may go; infinity when none waits for time. */
export const nextOf = (open: readonly Outgoing[]): number =>
  open.reduce((next, one) => (isHeld(one) ? next : Math.min(next, one.dueWait)), Number.POSITIVE_INFINITY)

/** Some at a time, until all are done or the simulator is being closed; returns how many were done. */
export async function inGroups<T>(
  items: readonly T[],
  isStopping: () => boolean,
  act: (item: T) => Promise<void>,
): Promise<number> {
  let done = 0
  for (let i = 0; i < items.length && !isStopping(); i += AT_ONCE) {
    const group = items.slice(i, i + AT_ONCE)
    await Promise.all(group.map(act))
    done += group.length
  }
  return done
}
