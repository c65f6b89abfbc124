import { randomUUID } from 'node:crypto'
import { type SignedNotice, signNotice } from './deliver.ts'
import { codeUrl, transactionId } from './ids.ts'
import { paymentDraft } from './notices.ts'
import { pay } from './pay.ts'
import { signedHeaders } from './signing.ts'
import type { Order } from './types.ts'
import type { World } from './world.ts'

/**
 * Signatures made before a measurement, so that the measured time holds only the merchant's half of the RSA work.
 * The provider's nonce and timestamp are its own choice, so an answer can be signed before it is asked for.
 */
export type PresignedCodes = {
  /** Makes answers for so many native orders to come; they are good for four minutes. */
  prepare(count: number): Promise<number>
  /** A code whose answer is signed already, if one is left. */
  take(): string | undefined
  /** The signed headers of exactly this answer, once. */
  headersFor(body: string): Record<string, string> | undefined
}

const GOOD_FOR_MS = 240_000
const AT_ONCE = 64

export function createPresignedCodes(world: World): PresignedCodes {
  let ready: { code: string; until: number }[] = []
  const headers = new Map<string, Record<string, string>>()
  const now = () => world.clock.now().getTime()
  return {
    prepare: async (count) => {
      for (let made = 0; made < count; made += AT_ONCE) {
        const codes = Array.from({ length: Math.min(AT_ONCE, count - made) }, codeUrl)
        await Promise.all(
          codes.map(async (code) => {
            const body = JSON.stringify({ code_url: code })
            headers.set(body, await signedHeaders(world, body))
            ready.push({ code, until: now() + GOOD_FOR_MS })
          }),
        )
      }
      return ready.length
    },
    take: () => {
      const next = ready.pop()
      if (next === undefined || next.until > now()) return next?.code
      ready = []
      headers.clear()
      return undefined
    },
    headersFor: (body) => {
      if (headers.size === 0) return undefined
      const found = headers.get(body)
      headers.delete(body)
      return found
    },
  }
}

export type PresignItem = { readonly attemptNo: string; readonly amount: number }

/**
 * Success notices for these attempts, signed now and delivered by nobody: the measurement sends them. An open order
 * of the simulator is paid by it, so that its statement agrees; a number it does not know is taken on trust.
 */
export async function presignNotices(world: World, items: readonly PresignItem[]): Promise<SignedNotice[]> {
  const signed: SignedNotice[] = []
  for (let i = 0; i < items.length; i += AT_ONCE) {
    signed.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map((item) => presign(world, item)))))
  }
  return signed
}

function presign(world: World, item: PresignItem): Promise<SignedNotice> {
  const createdAt = world.clock.now().getTime()
  pay(world, item.attemptNo, PAYER, { silent: true })
  const order = world.orders.get(item.attemptNo)
  const draft = paymentDraft(order?.paid ? order : trusted(world, item, createdAt))
  return signNotice(world, { ...draft, id: randomUUID(), createdAt })
}

const PAYER = 'oPresignedPayer'

function trusted(world: World, item: PresignItem, at: number): Order {
  const { merchantId, appId } = world.keys.file
  return {
    no: item.attemptNo,
    merchantId,
    appId,
    description: '',
    total: item.amount,
    currency: 'CNY',
    notifyUrl: '',
    createdAt: at,
    expiresAt: at,
    codeUrl: '',
    state: 'SUCCESS',
    stateDesc: '支付成功',
    paid: { transactionId: transactionId(at), at, amount: item.amount, payer: PAYER, merchantId },
    refunded: 0,
    refundCount: 0,
  }
}
