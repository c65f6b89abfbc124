/** Who is told 推送对象: the buyer, who carries the parcel, the shop's staff, the platform's staff. */
export const AUDIENCES = ['buyer', 'carrier', 'merchant', 'platform'] as const
export type Audience = (typeof AUDIENCES)[number]

/** How he is told 推送方式: the inbox of our pages, text message, mail, his app, his server. */
export const WAYS = ['site', 'sms', 'mail', 'app', 'webhook'] as const
export type Way = (typeof WAYS)[number]
/** Webhooks have a room of their own (message); here is only decided whether an event is announced by them. */
export type MessageWay = Exclude<Way, 'webhook'>
/** Ways that go out of the house, through a port. */
export type OutwardWay = Exclude<MessageWay, 'site'>
export const OUTWARD_WAYS = ['sms', 'mail', 'app'] as const satisfies readonly OutwardWay[]
