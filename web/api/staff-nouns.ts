import type { Item, Ok } from './nouns.ts'
import type { paths } from './schema.generated.ts'

/** What the API answers to staff, by path and verb: the generated types stay the only source. */
type Get<Path extends keyof paths> = Ok<paths[Path]['get']>

export type WorkQueue = Get<'/v1/console/work-queue'>['queues'][number]
export type WorkItem = Item<Get<'/v1/console/work-queue/{code}'>>
export type Timer = Item<Get<'/v1/timers'>>
export type Event = Item<Get<'/v1/events'>>

export type PaymentSummary = Item<Get<'/v1/payments'>>
export type Payment = Get<'/v1/payments/{payableNo}'>
/** An order's share of a payment; `itemNo` is the order's number. */
export type PaymentItem = Payment['items'][number]
export type StaffAttempt = Payment['attempts'][number]
export type Flow = Payment['flows'][number]
export type Evidence = Item<Get<'/v1/payments/{payableNo}/evidence'>>
/** What waits for a person, or was looked into, and the whole of one piece. */
export type EvidenceLine = Item<Get<'/v1/evidence'>>
export type EvidenceView = Get<'/v1/evidence/{id}'>
/** Without an order: a surplus, which belongs to none. */
export type Refund = Get<'/v1/refunds/{no}'>
export type Revaluations = Get<'/v1/points-revaluations'>
export type Ways = Get<'/v1/refunds/{no}/ways'>

/** Profit sharing 分账: what was shared out, what came back, what can still be shared. */
export type Sharing = Item<Get<'/v1/sharings'>>
export type SharingsOfPayment = Get<'/v1/attempts/{no}/sharings'>
export type SharingReturn = SharingsOfPayment['returns'][number]

export type PaymentReport = Get<'/v1/reports/payments'>
export type Duplicate = Item<Get<'/v1/duplicates'>>
export type Dispute = Get<'/v1/disputes/{no}'>
export type HandEntry = Item<Get<'/v1/hand-entries'>>
export type Adjustment = Item<Get<'/v1/wallet-adjustments'>>
export type RoutingRule = Item<Get<'/v1/routing/rules'>>
export type Fee = Item<Get<'/v1/routing/fees'>>
export type ChannelAccount = Item<Get<'/v1/routing/accounts'>>
export type AccountHealth = Item<Get<'/v1/routing/health'>>
export type PaymentSetting = Item<Get<'/v1/payment-settings'>>
export type Schedule = Get<'/v1/trades/{no}/schedule'>

export type Account = Item<Get<'/v1/ledger/accounts'>>
export type Posting = Item<Get<'/v1/ledger/accounts/{id}/postings'>>
export type Journal = Get<'/v1/ledger/journals/{no}'>
export type JournalPosting = Journal['postings'][number]
export type TrialBalance = Get<'/v1/ledger/trial-balance'>
export type BalanceOfCurrency = TrialBalance['currencies'][number]

export type ManagedShop = Item<Get<'/v1/console/shops'>>
export type ShopCategory = Item<Get<'/v1/categories'>>
export type ShopProduct = Item<Get<'/v1/console/products'>>
export type ManagedProduct = Get<'/v1/console/products/{id}'>
export type ManagedSku = ManagedProduct['skus'][number]
export type Stock = Item<Get<'/v1/stock'>>
export type StockMove = Item<Get<'/v1/stock/{skuId}/moves'>>

export type Endpoint = Item<Get<'/v1/webhook-endpoints'>>
export type EndpointSecret = Ok<paths['/v1/webhook-endpoints']['post']>
export type Delivery = Item<Get<'/v1/webhook-deliveries'>>
export type DeliveryTry = Item<Get<'/v1/webhook-deliveries/{id}/tries'>>

export type PushMatrix = Get<'/v1/push/switches'>
export type PushTemplate = Item<Get<'/v1/push/templates'>>
export type PushMessage = Item<Get<'/v1/push/messages'>>
export type PushTry = Item<Get<'/v1/push/messages/{id}/tries'>>
export type PushLead = Item<Get<'/v1/push/leads'>>
export type Retention = Item<Get<'/v1/retention'>>

export type ServerKey = Item<Get<'/v1/keys'>>
export type KeyWithSecret = Ok<paths['/v1/keys']['post']>
export type Credential = ServerKey['credentials'][number]
export type CredentialWithSecret = Ok<paths['/v1/keys/{id}/credentials']['post']>
export type Resent = Ok<paths['/v1/webhook-endpoints/{id}/resend-failed']['post']>
export type Onboarding = Get<'/v1/onboarding'>
export type Person = Item<Get<'/v1/staff'>>
export type StaffNames = Get<'/v1/staff/names'>
/** The permission matrix (row AB1): the console shows it and keeps no list of its own. */
export type Matrix = Get<'/v1/permissions'>
export type Role = Matrix['roles'][number]['role']
export type AuditLine = Item<Get<'/v1/audit-log'>>
/** `brokenAt` is the first entry whose hash does not cover the one before it. */
export type AuditVerdict = Get<'/v1/audit-log/verification'>
export type AuditRun = Item<Get<'/v1/audit/runs'>>
export type AuditBreak = Get<'/v1/audit/runs'>['breaks'][number]
