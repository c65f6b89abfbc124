import { inspect } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { describeDoubts } from './doubts.ts'
import { describeNotices } from './notices.ts'
import { describePayments } from './payments.ts'
import { describeRefunds } from './refunds.ts'
import { createStage, type Subject, type Terms } from './stage.ts'

export type { ConformanceFault, OtherSide, RawNotice, Subject, Terms } from './stage.ts'

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

    test('keys are not to be seen in the channel', () => {
      const shown = `${inspect(channel(), { depth: null, showHidden: true })} ${JSON.stringify(channel())}`
      for (const secret of other().secrets) expect(shown).not.toContain(secret)
    })
  })
}
