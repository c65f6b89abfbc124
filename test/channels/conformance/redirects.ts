import { describe, expect } from 'vitest'
import type { RedirectRequest } from '../../../src/channels/abilities.ts'
import type { RefundRequest } from '../../../src/channels/types.ts'
import { MINUTE } from '../../../src/kernel/clock.ts'
import type { Stage } from './stage.ts'

/** What the payer's account could not take goes another way, under its own number, once. */
export function describeRedirects(stage: Stage): void {
  const { channel, other, paid, refundOf, unless } = stage
  const ability = () => channel().redirecting!
  const typed = () => ({
    bank: Object.keys(ability().banks)[0]!,
    account: '6222021234567894321',
    holder: '欧阳娜娜',
  })

  /** A refund that its payer's bank turned away, with the channel's number of it. */
  const abnormal = async (): Promise<{
    asked: RefundRequest
    channelRefundNo: string
    attemptNo: string
  }> => {
    // Channels slow down whom they have refused several times at once.
    other().clock.advance(MINUTE)
    const payment = await paid()
    const asked = refundOf(payment)
    other().arm('refund_abnormal', payment.attemptNo)
    await channel().refund(asked)
    await other().settle()
    const report = await channel().queryRefund(asked)
    if (report.kind !== 'abnormal') throw new Error(`not abnormal: ${report.kind}`)
    return { asked, channelRefundNo: report.channelRefundNo, attemptNo: payment.attemptNo }
  }
  const toCard = (of: Awaited<ReturnType<typeof abnormal>>, changes = {}): RedirectRequest => ({
    ...of.asked,
    channelRefundNo: of.channelRefundNo,
    card: ability().seal({ ...typed(), ...changes }),
  })

  describe('another way for a refund', () => {
    unless('redirect_card', '[N15] pays the card that was sealed for the channel alone, once', async () => {
      const before = other().money()
      const of = await abnormal()
      const asked = toCard(of)
      const { account, holder } = typed()
      for (const secret of [account, account.slice(0, 12), holder])
        expect(JSON.stringify(asked)).not.toContain(secret)
      expect(await ability().redirect(asked)).toMatchObject({ kind: 'processing' })
      // Sealed anew it is another text and the same card.
      expect(await ability().redirect(toCard(of))).toMatchObject({ kind: 'processing' })
      expect(other().redirected!(of.asked.refundNo)).toEqual({ account, holder })
      await other().settle()
      expect(await channel().queryRefund(of.asked)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
      expect(await ability().redirect(asked)).toMatchObject({ kind: 'succeeded' })
      expect(other().money().refunded - before.refunded).toBe(9_900)
    })

    unless('redirect_us', '[N15] to our own account is not called a refund of the payer', async () => {
      const before = other().money()
      const of = await abnormal()
      const asked = { ...of.asked, channelRefundNo: of.channelRefundNo, card: null }
      expect(await ability().redirect(asked)).toMatchObject({ kind: 'processing' })
      await other().settle()
      expect(await channel().queryRefund(of.asked)).toMatchObject({ kind: 'returned', amount: 9_900 })
      expect(other().money().refunded).toBe(before.refunded)
    })

    unless('redirect_bad', '[N15] to a card that is none, or of another bank, is refused', async () => {
      const of = await abnormal()
      for (const wrong of [{ account: '12' }, { holder: ' ' }, { bank: 'NOBANK_DEBIT' }])
        expect(await ability().redirect(toCard(of, wrong))).toMatchObject({ kind: 'refused', retry: 'never' })
      expect(await channel().queryRefund(of.asked)).toMatchObject({ kind: 'abnormal' })
      expect(await ability().redirect(toCard(of))).toMatchObject({ kind: 'processing' })
    })

    unless('redirect_bad', '[N15] of a refund that is not abnormal is refused', async () => {
      const payment = await paid()
      const asked = refundOf(payment)
      const sent = await channel().refund(asked)
      if (sent.kind !== 'processing') throw new Error(`not taken: ${sent.kind}`)
      const { channelRefundNo } = sent
      const refused = await ability().redirect({ ...asked, channelRefundNo, card: null })
      expect(refused).toMatchObject({ kind: 'refused', retry: 'never' })
    })

    unless('redirect_again', '[N15] that fails too waits for people once more', async () => {
      const before = other().money()
      const of = await abnormal()
      other().arm('refund_abnormal', of.attemptNo)
      expect(await ability().redirect(toCard(of))).toMatchObject({ kind: 'processing' })
      await other().settle()
      expect(await channel().queryRefund(of.asked)).toMatchObject({ kind: 'abnormal' })
      expect(other().money().refunded).toBe(before.refunded)
      expect(await ability().redirect(toCard(of))).toMatchObject({ kind: 'processing' })
      await other().settle()
      expect(other().money().refunded - before.refunded).toBe(9_900)
    })

    unless('redirect_doubt', '[N15] in doubt after it was taken: unknown, then found, once', async () => {
      const before = other().money()
      const of = await abnormal()
      const asked = toCard(of)
      other().arm('timeout_after', of.attemptNo)
      expect(await ability().redirect(asked)).toMatchObject({ kind: 'unknown' })
      expect(await channel().queryRefund(of.asked)).toMatchObject({ kind: 'processing' })
      expect(await ability().redirect(asked)).toMatchObject({ kind: 'processing' })
      // Another way than the one that was taken is not taken any more.
      const elsewhere = await ability().redirect({ ...asked, card: null })
      expect(elsewhere).toMatchObject({ kind: 'refused', retry: 'never' })
      await other().settle()
      expect(other().money().refunded - before.refunded).toBe(9_900)
    })
  })
}
