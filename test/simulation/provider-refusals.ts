import type { Wire } from './provider-facts.ts'

/** A refund that was asked for, as it reached the provider or ought to have. */
export type AskedRefund = {
  readonly refundNo: string
  readonly attemptNo: string
  readonly amount: number
  readonly parts: readonly { readonly account: string; readonly amount: number }[]
}

const DAY = 86_400_000
const ARRIVES = [60_000, 10 * 60_000, 2 * 3_600_000, 30 * 3_600_000, 3 * DAY]

/**
 * Refunds that it turns down: some for good, some as long as there is no money. And the askings that were lost on their
 * way and arrive when nobody expects them any more: what it had refused, it takes then.
 */
export function openRefusals(
  { clock, faults, chanceOf, strike }: Pick<Wire, 'clock' | 'faults' | 'chanceOf' | 'strike'>,
  isStubborn: boolean,
) {
  const answers = new Map<string, 'never' | 'later' | 'takes'>()
  const late: (AskedRefund & { at: number })[] = []
  /** Numbers of which it said that it does not know them. */
  const denied = new Set<string>()
  const postpone = (asked: AskedRefund, probability: number): void => {
    const random = chanceOf(`${asked.refundNo}/late`)
    if (!isStubborn || faults.isHonest || !random.chance(probability)) return
    late.push({ ...asked, at: clock.now + random.pick(ARRIVES) })
  }
  let refusesNext = false
  const drawn = (refundNo: string): 'never' | 'later' | 'takes' => {
    if (!isStubborn || faults.isHonest) return 'takes'
    if (refusesNext) return 'never'
    const random = chanceOf(`${refundNo}/refusal`)
    if (random.chance(0.2)) return 'never'
    return random.chance(0.12) ? 'later' : 'takes'
  }

  return {
    denied,
    answers,
    /** How it turns this one down, if it does. One number hears the same each time; money comes in the end. */
    of(asked: AskedRefund): 'never' | 'later' | null {
      const { refundNo } = asked
      const known = answers.get(refundNo)
      const answer = known ?? drawn(refundNo)
      answers.set(refundNo, answer)
      if (answer === 'takes' || (answer === 'later' && faults.isHonest)) return null
      if (known === undefined) strike(answer === 'never' ? 'refund_refused' : 'refund_short')
      if (known === undefined && answer === 'never') postpone(asked, refusesNext ? 1 : 0.4)
      refusesNext = false
      return answer
    },
    /** It was lost before it arrived, or so it seems. */
    lose: (asked: AskedRefund): void => postpone(asked, 0.3),
    /** It refuses the next one that it has not heard of, though it will take it in the end. */
    refuseNext(): void {
      refusesNext = true
    },
    /** What is on its way arrives before long. */
    hurry(): void {
      for (const one of late) one.at = Math.min(one.at, clock.now)
    },
    /** What arrives only now. */
    arrived(): AskedRefund[] {
      const due = late.filter(({ at }) => at <= clock.now)
      for (const one of due) late.splice(late.indexOf(one), 1)
      return due
    },
  }
}
