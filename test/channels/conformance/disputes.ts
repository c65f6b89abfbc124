import { describe, expect, test } from 'vitest'
import type { Disputing } from '../../../src/channels/abilities.ts'
import { DAY } from '../../../src/kernel/clock.ts'
import type { Paid, Stage } from './stage.ts'

/** The payer's bank asks for its money back; what is said of it by notice and by query, and what an answer does. */
export function describeDisputes(stage: Stage): void {
  const { channel, other, paid, genuine, currency } = stage
  const disputing = (): Disputing => {
    const { disputing: ability } = channel()
    if (!ability) throw new Error('this channel knows no disputes')
    return ability
  }
  const side = () => {
    const { disputes } = other()
    if (!disputes) throw new Error('the other side opens no disputes')
    return disputes
  }
  const disputed = async (reason = 'fraudulent'): Promise<{ payment: Paid; disputeNo: string }> => {
    const payment = await paid()
    await other().settle()
    await other().takeNotices()
    return { payment, disputeNo: side().open(payment.attemptNo, reason) }
  }
  const told = async () => {
    await other().settle()
    return (await other().takeNotices()).map(genuine)
  }

  describe('a dispute', () => {
    test('is told with its amount, reason and last day, and of the payment it belongs to', async () => {
      const { payment, disputeNo } = await disputed()
      const report = await disputing().query(disputeNo)
      expect(report).toMatchObject({
        disputeNo,
        attemptNo: payment.attemptNo,
        channelNo: payment.channelNo,
        amount: payment.amount,
        currency,
        reason: 'fraudulent',
        state: 'needs_response',
        isWithdrawn: true,
      })
      if (!('state' in report)) return
      expect(report.respondBy?.getTime()).toBeGreaterThan(report.openedAt.getTime() + DAY)
      const notices = await told()
      expect(notices.length).toBeGreaterThan(0)
      for (const notice of notices) {
        expect(notice).toMatchObject({
          kind: 'dispute',
          report: {
            disputeNo,
            channelNo: payment.channelNo,
            state: 'needs_response',
            amount: payment.amount,
          },
        })
      }
      // The payment itself stays a fact.
      expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'succeeded' })
    })

    test('is answered before its day; what was sent is looked at by the bank', async () => {
      const { disputeNo } = await disputed('product_not_received')
      const evidence = { statement: '包裹已签收', carrier: 'SF', trackingNo: 'SF1234567890' }
      expect(await disputing().respond(disputeNo, evidence)).toMatchObject({ state: 'under_review' })
      expect(await disputing().query(disputeNo)).toMatchObject({ state: 'under_review', isWithdrawn: true })
    })

    test('won: the money is back; lost: it is gone', async () => {
      for (const [isWon, state, isWithdrawn] of [
        [true, 'won', false],
        [false, 'lost', true],
      ] as const) {
        const { disputeNo } = await disputed()
        await disputing().respond(disputeNo, { statement: '交易记录见附件' })
        await told()
        side().decide(disputeNo, isWon)
        expect(await disputing().query(disputeNo)).toMatchObject({ state, isWithdrawn })
        const last = (await told()).at(-1)
        expect(last).toMatchObject({ kind: 'dispute', report: { disputeNo, state, isWithdrawn } })
      }
    })

    test('that we give in to is lost, and cannot be answered any more', async () => {
      const { disputeNo } = await disputed()
      expect(await disputing().concede(disputeNo)).toMatchObject({ state: 'lost', isWithdrawn: true })
      const late = await disputing().respond(disputeNo, { statement: '太迟' })
      expect(late).toMatchObject({ kind: 'refused', retry: 'never' })
    })

    test('that nobody answers in time is lost', async () => {
      const { disputeNo } = await disputed()
      const report = await disputing().query(disputeNo)
      if (!('respondBy' in report) || !report.respondBy) throw new Error('no last day')
      other().clock.set(new Date(report.respondBy.getTime() + DAY))
      await other().settle()
      expect(await disputing().query(disputeNo)).toMatchObject({ state: 'lost' })
    })

    test('that was never opened is not found', async () => {
      expect(await disputing().query('du_never')).toMatchObject({ kind: 'not_found' })
    })
  })
}
