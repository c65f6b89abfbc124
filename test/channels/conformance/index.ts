import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Channel } from '../../../src/channels/types.ts'
import { describeBills } from './bills.ts'
import { describeCombining } from './combining.ts'
import { describeDisputes } from './disputes.ts'
import { describeDoubts } from './doubts.ts'
import { describeAuthorizing } from './holds.ts'
import { describeNotices } from './notices.ts'
import { describePayments } from './payments.ts'
import { describeRedirects } from './redirects.ts'
import { describeRefunds } from './refunds.ts'
import { describeSharing } from './sharing.ts'
import { type AbilityGroup, createStage, type Stage, type Subject, type Terms } from './stage.ts'

export type { BillBreak, ConformanceFault, OtherSide, RawNotice, Subject, Terms } from './stage.ts'

/** What proves an ability, by the member of the channel that has it. */
const groups: Readonly<
  Record<AbilityGroup, { readonly member: keyof Channel; readonly prove: (stage: Stage) => void }>
> = {
  disputes: { member: 'disputing', prove: describeDisputes },
  holds: { member: 'authorizing', prove: describeAuthorizing },
  redirects: { member: 'redirecting', prove: describeRedirects },
}

/** One suite for every channel, each against the other side it brings. */
export function describeChannel(name: string, make: () => Promise<Subject>, terms: Terms = {}): void {
  describe(`[N14] channel ${name} keeps the rules of every channel`, () => {
    let subject: Subject
    const stage = createStage(() => subject, terms)
    const { channel, other } = stage

    beforeAll(async () => {
      subject = await make()
    })
    beforeEach(async () => {
      await other().settle()
      await other().takeNotices()
    })
    afterAll(async () => {
      channel().dispose()
      await other().stop()
    })

    describePayments(stage)
    describeDoubts(stage)
    describeRefunds(stage)
    describeNotices(stage)
    if (terms.bills) describeBills(stage, terms.bills)
    if (terms.sharing) describeSharing(stage, terms.sharing)
    if (terms.combining) describeCombining(stage, terms.combining)

    const named = terms.abilities ?? []
    for (const ability of named) groups[ability].prove(stage)
    test('every ability that the suite knows is proved where the channel has it', () => {
      for (const [ability, { member }] of Object.entries(groups)) {
        expect([ability, channel()[member] !== undefined]).toEqual([
          ability,
          named.includes(ability as AbilityGroup),
        ])
      }
    })

    test('bills, sharing and combining are proved where the channel has them, here or where it says', () => {
      const members = { bills: 'bills', sharing: 'profitSharing', combining: 'combining' } as const
      for (const [group, member] of Object.entries(members) as [keyof typeof members, keyof Channel][]) {
        const proved = terms[group] !== undefined || terms.elsewhere?.[group] !== undefined
        expect([group, channel()[member] !== undefined]).toEqual([group, proved])
      }
    })

    test('keys are not to be seen in the channel', () => {
      const shown = `${inspect(channel(), { depth: null, showHidden: true })} ${JSON.stringify(channel())}`
      for (const secret of other().secrets) expect(shown).not.toContain(secret)
    })
  })
}
