import { describe, expect, it } from 'vitest'
import type { Bug } from './seeded-bugs.ts'
import { memoryStage } from './stage-memory.ts'
import { play } from './world.ts'

/** Worlds that may pass before a planted bug must have shown itself. */
const PATIENCE = 200

const bugs: readonly [bug: Bug, shows: RegExp][] = [
  ['skip_idempotency', /made two trades|stands twice/],
  ['apply_twice_on_retry', /twice|gap|stock|sum/],
  ['half_a_commit', /./],
  ['last_line_remainder', /below zero|components|stages/],
  ['release_a_leg_twice', /wallet .* its journals make another sum/],
  ['capture_more_than_held', /is to be taken of/],
  ['forget_a_share', /its shares are refunding another sum/],
  ['free_what_is_disputed', /only \d+ is kept and more is free/],
  ['refund_before_return', /refunded while|was sent while/],
  ['return_counts_twice', /a flow of money stands twice/],
  ['hold_what_was_taken', /is held of \d+, \d+ were taken/],
  ['paid_is_paid', /we call a refund paid that the provider has not/],
  ['never_with_us', /the provider paid us, here it is with payer/],
  ['forget_what_was_covered', /surplus \d+ is not on its way back/],
  ['loss_stays_with_us', /lost to disputes are/],
  ['ours_is_no_second', /the provider paid it, we do not know/],
  ['believe_the_stop', /never said that it does not have/],
  ['owe_nothing', /refunded while/],
  ['gone_is_gone', /the provider says otherwise/],
  ['one_word_for_all_parts', /the provider took \d+, we know of \d+/],
]

describe('the harness itself', () => {
  it.each(bugs)(
    '[AB12] turns red for a planted bug: %s',
    async (bug, shows) => {
      let wrong: readonly string[] = []
      let seed = 0
      while (wrong.length === 0 && seed < PATIENCE) {
        seed += 1
        wrong = (await play(seed, (provider, clock) => memoryStage(provider, clock, bug))).wrong
      }
      expect(wrong.join('; '), `no world of ${PATIENCE} noticed ${bug}`).toMatch(shows)
    },
    180_000,
  )

  it('plays a seed the same way each time', async () => {
    const audits: string[] = []
    const once = (seed: number) =>
      play(seed, async (provider, clock) => {
        const stage = await memoryStage(provider, clock)
        const glance = async () => {
          audits.push(`${clock.now} ${provider.bills.size} ${provider.paybacks.size} ${provider.pending()}`)
          return stage.glance()
        }
        return { ...stage, glance }
      })
    await once(42)
    const first = audits.splice(0)
    await once(42)
    expect(audits).toEqual(first)
    await once(43)
    expect(audits.slice(first.length)).not.toEqual(first)
  })
})
