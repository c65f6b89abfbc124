import { describe, expect } from 'vitest'
import type { Stage } from './stage.ts'

/** Silence, errors, lags and lies: unknown is never failed. */
export function describeDoubts(stage: Stage): void {
  const { channel, other, request, started, paid, unless } = stage
  describe('doubt', () => {
    for (const fault of ['timeout_before', 'error_before'] as const)
      unless('start_before', `${fault}: unknown, and the attempt is not there`, async () => {
        const asked = request()
        other().arm(fault, asked.attemptNo)
        expect(await channel().startPayment(asked)).toMatchObject({ kind: 'unknown' })
        expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
      })

    for (const fault of ['timeout_after', 'error_after'] as const)
      unless('start_after', `${fault}: unknown, but the attempt is there and can be paid`, async () => {
        const asked = request()
        other().arm(fault, asked.attemptNo)
        expect(await channel().startPayment(asked)).toMatchObject({ kind: 'unknown' })
        await other().open?.(asked.attemptNo)
        expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
        expect(await channel().startPayment(asked)).toMatchObject({ kind: 'ready' })
      })

    unless('query_doubt', 'a query that fails is unknown, never failed', async () => {
      const payment = await paid()
      for (const fault of ['timeout_before', 'error_before'] as const) {
        other().arm(fault, payment.attemptNo)
        expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'unknown' })
      }
      expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'succeeded' })
    })

    unless('query_lag', '[N11] a query that lags or lies is followed by the truth', async () => {
      const payment = await paid()
      other().arm('query_not_found', payment.attemptNo)
      expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'not_found' })
      other().arm('query_notpay', payment.attemptNo)
      expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'pending' })
      expect(await channel().query(payment.attemptNo)).toMatchObject({ kind: 'succeeded' })
    })

    unless('close_doubt', 'a close in doubt is found out by asking', async () => {
      const asked = await started()
      other().arm('timeout_after', asked.attemptNo)
      expect(await channel().close(asked.attemptNo)).toMatchObject({ kind: 'unknown' })
      expect(await channel().query(asked.attemptNo)).toMatchObject({ kind: 'closed' })
    })
  })
}
