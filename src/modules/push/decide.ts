import { after } from '../../kernel/clock.ts'
import { type Cell, REACHED_BY } from './nodes.ts'
import { OUTWARD_WITHIN_MS, retryDelay } from './schedule.ts'
import { tell } from './templates.ts'
import type { Contact, Draft, Sent, Tiding } from './types.ts'
import { type Audience, type MessageWay, OUTWARD_WAYS, type OutwardWay } from './ways.ts'

/** Who is meant by an audience of a tiding; null where there is nobody (a surplus belongs to no shop). */
export function recipientOf({ buyerId, shopId }: Tiding, audience: Audience): string | null {
  switch (audience) {
    case 'buyer':
      return buyerRecipient(buyerId)
    case 'merchant':
      return shopId === null ? null : shopRecipient(shopId)
    case 'carrier':
    case 'platform':
      return audience
  }
}

export const buyerRecipient = (buyerId: string): string => `buyer:${buyerId}`
/** `shopId` null: the platform. */
export const shopRecipient = (shopId: number | null): string =>
  shopId === null ? 'platform' : `shop:${shopId}`

/** Everybody that the tidings may reach: whose contacts are to be read. */
export const recipientsOf = (tidings: readonly Tiding[]): string[] => [
  ...new Set(
    tidings.flatMap((tiding) => tiding.audiences.flatMap((audience) => recipientOf(tiding, audience) ?? [])),
  ),
]

/** Of somebody who has left no wish: every way, in Chinese. */
export const unknownContact = (recipient: string, phone: string | null = null): Contact => ({
  recipient,
  phone,
  mail: null,
  device: null,
  ways: OUTWARD_WAYS,
  language: 'zh-CN',
  version: 0,
})

export const addressOf = ({ phone, mail, device }: Contact, way: OutwardWay): string | null =>
  ({ sms: phone, mail, app: device })[way]

export type View = {
  readonly isOn: (cell: Cell) => boolean
  readonly contacts: ReadonlyMap<string, Contact>
  /** Ways that are set up in this house. */
  readonly available: ReadonlySet<OutwardWay>
  readonly now: Date
}

/**
 * One message per tiding, audience and way that is switched on, set up, wanted by the recipient and leads to an
 * address of his. The inbox takes all, whatever he wants: it is his record.
 */
export function plan(tidings: readonly Tiding[], view: View): Draft[] {
  return tidings.flatMap((tiding) =>
    tiding.audiences.flatMap((audience) => draftsFor(tiding, audience, view)),
  )
}

function draftsFor(tiding: Tiding, audience: Audience, view: View): Draft[] {
  const { node, subjectNo, source, occurredAt, variables } = tiding
  const recipient = recipientOf(tiding, audience)
  if (recipient === null) return []
  const contact = view.contacts.get(recipient) ?? unknownContact(recipient)
  const ways = REACHED_BY[audience].filter(
    (way): way is MessageWay => way !== 'webhook' && view.isOn({ node, audience, way }),
  )
  return ways.flatMap((way) => {
    const address = way === 'site' ? null : outwardAddress(contact, way, tiding, view)
    if (way !== 'site' && address === null) return []
    const { title, body } = tell(node, audience, variables)
    const { language } = contact
    const dedupKey = [node, source, subjectNo, audience, way, recipient].join('|')
    const expiresAt = tiding.expiresAt ?? null
    const what = { node, audience, way, recipient, address, subjectNo, title, body, language }
    return [{ ...what, dedupKey, variables, occurredAt, expiresAt }]
  })
}

function outwardAddress(contact: Contact, way: OutwardWay, tiding: Tiding, view: View): string | null {
  if (!view.available.has(way) || !contact.ways.includes(way)) return null
  if (view.now.getTime() - tiding.occurredAt.getTime() > OUTWARD_WITHIN_MS) return null
  return addressOf(contact, way)
}

export type Judged =
  | { readonly event: 'accepted' }
  | { readonly event: 'failed' | 'exhausted'; readonly dueAt: Date; readonly error: string }

/** What follows from a try; `attempts` counts it already. */
export function judge(
  sent: Sent,
  message: { readonly id: number; readonly attempts: number },
  now: Date,
): Judged {
  if (sent.outcome === 'accepted') return { event: 'accepted' }
  const delayMs = sent.outcome === 'never' ? null : retryDelay(message.attempts, String(message.id))
  return delayMs === null
    ? { event: 'exhausted', dueAt: now, error: sent.error }
    : { event: 'failed', dueAt: after(now, delayMs), error: sent.error }
}
