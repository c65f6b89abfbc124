import { describe, expect } from 'vitest'
import type { SharingReport, SharingRequest } from '../../../src/channels/abilities.ts'
import type { Paid, Stage, Terms } from './stage.ts'

/** Money of a payment goes on to others, never more than there is, and comes back before it is refunded. */
export function describeSharing(
  stage: Stage,
  { receivers, delayMs, most }: NonNullable<Terms['sharing']>,
): void {
  const { number, currency, taken, channel, other, paid, refundOf, unless } = stage
  const sharing = () => channel().profitSharing!
  const [first, second] = receivers

  const payment = async (): Promise<Paid> => {
    const made = await paid({ profitSharing: true })
    for (const receiver of receivers) {
      expect(await sharing().addReceiver(receiver)).toMatchObject({ kind: 'done' })
    }
    other().clock.advance(delayMs)
    return made
  }
  const shareOf = (made: Paid, changes: Partial<SharingRequest> = {}): SharingRequest => ({
    sharingNo: number('S'),
    attemptNo: made.attemptNo,
    channelNo: made.channelNo,
    currency,
    receivers: [{ ...first!, amount: 500, description: '货款' }],
    isLast: false,
    ...changes,
  })
  const shared = async (asked: SharingRequest): Promise<SharingReport> => {
    await sharing().share(asked)
    await other().settle()
    return sharing().query(asked.sharingNo, asked.channelNo)
  }

  describe('profit sharing', () => {
    unless('share', '[P7] shares with several receivers; its number shares once', async () => {
      const made = await payment()
      const asked = shareOf(made, {
        receivers: [
          { ...first!, amount: 500, description: '货款' },
          { ...second!, amount: 300, description: '运费' },
        ],
      })
      expect((await sharing().query(asked.sharingNo, made.channelNo)).kind).toBe('not_found')
      const began = await sharing().share(asked)
      expect(['processing', 'finished']).toContain(began.kind)
      expect((await sharing().share(asked)).kind).toBe(began.kind)
      await other().settle()
      expect(await sharing().query(asked.sharingNo, made.channelNo)).toMatchObject({
        kind: 'finished',
        receivers: [
          { account: first!.account, amount: 500, state: 'succeeded' },
          { account: second!.account, amount: 300, state: 'succeeded' },
        ],
      })
    })

    unless('share_reused', '[P7] number used for another amount is refused for good', async () => {
      const made = await payment()
      const asked = shareOf(made)
      await shared(asked)
      const other_ = { ...asked, receivers: [{ ...first!, amount: 501, description: '货款' }] }
      expect(await sharing().share(other_)).toMatchObject({ kind: 'refused', retry: 'never' })
    })

    unless(
      'share_limit',
      '[P7] of more than may be shared is refused, in one request or in two',
      async () => {
        const made = await payment()
        const of = (amount: number) =>
          shareOf(made, { receivers: [{ ...first!, amount, description: '货款' }] })
        expect((await sharing().share(of(most + 1))).kind).toBe('refused')
        expect(await shared(of(most - 10))).toMatchObject({ kind: 'finished' })
        expect((await sharing().share(of(11))).kind).toBe('refused')
        expect(await shared(of(10))).toMatchObject({ kind: 'finished' })
      },
    )

    unless(
      'share_failed',
      '[P7] that does not reach a receiver says which, and his money can be shared again',
      async () => {
        const made = await payment()
        other().failShare!(made.attemptNo)
        const of = (amount: number) =>
          shareOf(made, { receivers: [{ ...first!, amount, description: '货款' }] })
        expect(await shared(of(most))).toMatchObject({
          kind: 'finished',
          receivers: [{ account: first!.account, state: 'failed', failure: expect.stringMatching(/./) }],
        })
        expect(await shared(of(most))).toMatchObject({
          kind: 'finished',
          receivers: [{ state: 'succeeded' }],
        })
      },
    )

    unless('share_doubt', '[P7] in doubt after it was taken: unknown, then found, once', async () => {
      const made = await payment()
      const asked = shareOf(made)
      other().arm('timeout_after', made.attemptNo)
      expect(await sharing().share(asked)).toMatchObject({ kind: 'unknown' })
      await other().settle()
      expect(await sharing().query(asked.sharingNo, made.channelNo)).toMatchObject({ kind: 'finished' })
    })

    unless('share_return', '[P7] what was shared is given back before it is refunded', async () => {
      const made = await payment()
      const asked = shareOf(made)
      expect(await shared(asked)).toMatchObject({ kind: 'finished' })
      expect((await channel().refund(refundOf(made))).kind).toBe('refused')
      const back = {
        returnNo: number('B'),
        sharingNo: asked.sharingNo,
        channelNo: made.channelNo,
        account: first!.account,
        amount: 500,
        currency,
        description: '退款前回退',
      }
      expect((await sharing().queryReturn(back)).kind).toBe('not_found')
      expect((await sharing().giveBack({ ...back, returnNo: number('B'), amount: 501 })).kind).toBe('refused')
      expect(['processing', 'succeeded']).toContain((await sharing().giveBack(back)).kind)
      await other().settle()
      expect(await sharing().giveBack(back)).toMatchObject({ kind: 'succeeded' })
      expect(await sharing().queryReturn(back)).toMatchObject({ kind: 'succeeded' })
      expect(await channel().refund(refundOf(made))).toMatchObject({ kind: taken })
    })

    unless('share_finish', '[P7] that is finished shares no more', async () => {
      const made = await payment()
      expect(await shared(shareOf(made))).toMatchObject({ kind: 'finished' })
      const { receivers: _r, isLast: _l, ...last } = shareOf(made)
      const finished = await sharing().finish(last)
      expect(['processing', 'finished']).toContain(finished.kind)
      await other().settle()
      expect((await sharing().share(shareOf(made))).kind).toBe('refused')
    })
  })
}
