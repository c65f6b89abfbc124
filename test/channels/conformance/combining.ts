import { describe, expect } from 'vitest'
import type { CombinedRequest } from '../../../src/channels/abilities.ts'
import type { Stage, Terms } from './stage.ts'

/** One payment over several merchants' orders: the payer pays once, each merchant has his own. */
export function describeCombining(stage: Stage, { merchantIds }: NonNullable<Terms['combining']>): void {
  const { number, channel, other, request, refundOf, genuine, only, unless } = stage
  const combining = () => channel().combining!
  const combined = (parts = merchantIds.length): CombinedRequest => {
    const { amount: _amount, description: _description, ...rest } = request()
    return {
      ...rest,
      parts: Array.from({ length: parts }, (_, i) => ({
        attemptNo: number('P'),
        merchantId: merchantIds[i % merchantIds.length]!,
        amount: 1_000 + i,
        description: `第 ${i + 1} 家`,
      })),
    }
  }

  describe('a combined payment', () => {
    unless(
      'combined',
      '[N14] is paid once, and reports each part with its own merchant and amount',
      async () => {
        const asked = combined()
        const started = await combining().start(asked)
        expect(started).toMatchObject({ kind: 'ready' })
        expect(await combining().start(asked)).toMatchObject({ kind: 'ready' })
        expect(await combining().query(asked.attemptNo)).toMatchObject({
          kind: 'reported',
          parts: asked.parts.map(({ attemptNo }) => ({ attemptNo, report: { kind: 'pending' } })),
        })
        expect(await other().pay(asked.attemptNo)).toBe(true)
        const report = await combining().query(asked.attemptNo)
        expect(report).toMatchObject({
          kind: 'reported',
          parts: asked.parts.map(({ attemptNo, merchantId, amount }) => ({
            attemptNo,
            report: { kind: 'succeeded', merchantId, amount, appId: channel().merchant.appId },
          })),
        })
        await other().settle()
        const notice = genuine(await only())
        if (notice.kind !== 'combined' || report.kind !== 'reported')
          throw new Error(`told as ${notice.kind}`)
        expect(notice.attemptNo).toBe(asked.attemptNo)
        const bare = ({ parts }: Pick<typeof notice, 'parts'>) =>
          parts.map(({ attemptNo, report: { raw: _raw, ...told } }) => ({ attemptNo, told }))
        expect(bare(notice)).toEqual(bare(report))

        const part = asked.parts[0]!
        const own = await channel().query(part.attemptNo)
        if (own.kind !== 'succeeded') throw new Error(own.kind)
        const payment = {
          ...request(),
          attemptNo: part.attemptNo,
          amount: part.amount,
          channelNo: own.channelNo,
        }
        expect((await channel().refund(refundOf(payment))).kind).not.toBe('refused')
      },
    )

    unless('combined_close', '[N14] is closed as a whole; one that is paid is not', async () => {
      const asked = combined()
      await combining().start(asked)
      expect(await combining().close(asked.attemptNo, asked.parts)).toMatchObject({ kind: 'closed' })
      expect(await combining().close(asked.attemptNo, asked.parts)).toMatchObject({ kind: 'closed' })
      expect(await combining().query(asked.attemptNo)).toMatchObject({
        parts: asked.parts.map(() => ({ report: { kind: 'closed' } })),
      })
      expect(await combining().start(asked)).toMatchObject({ kind: 'closed' })
      expect(await other().pay(asked.attemptNo)).toBe(false)
      const made = combined()
      await combining().start(made)
      await other().pay(made.attemptNo)
      expect(await combining().close(made.attemptNo, made.parts)).toMatchObject({ kind: 'already_paid' })
      expect(await combining().start(made)).toMatchObject({ kind: 'already_paid' })
      expect(await combining().query('NEVERASKED2')).toMatchObject({ kind: 'not_found' })
      expect(await combining().close('NEVERASKED2', made.parts)).toMatchObject({ kind: 'not_found' })
    })

    unless('combined_limit', '[N14] has so many parts and no more', async () => {
      const { maxParts } = combining()
      expect(await combining().start(combined(maxParts))).toMatchObject({ kind: 'ready' })
      expect(await combining().start(combined(maxParts + 1))).toMatchObject({
        kind: 'refused',
        retry: 'never',
      })
      expect(await combining().start(combined(0))).toMatchObject({ kind: 'refused', retry: 'never' })
    })
  })
}
