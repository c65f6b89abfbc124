import type { EvidenceLine } from '../../api/staff-nouns.ts'
import type { ConsoleKey } from '../words/index.ts'

/** The report of a message with the names that its kinds share; what a kind does not say is absent. */
export type Said = {
  readonly about?: 'attempt' | 'refund' | 'dispute'
  readonly kind?: string
  readonly state?: string
  readonly amount?: number
  readonly currency?: string
  readonly channelNo?: string
  readonly code?: string
  readonly at?: string
  readonly isOurs?: boolean
}

const string = (value: unknown) => (typeof value === 'string' ? value : undefined)

export function saidOf({ report }: Pick<EvidenceLine, 'report'>): Said {
  if (!report) return {}
  const one = report as Readonly<Record<string, unknown>>
  const about = (['attempt', 'refund', 'dispute'] as const).find((name) => name === one.about)
  const known = {
    about,
    kind: string(one.kind) ?? string(one.state),
    amount: typeof one.amount === 'number' ? one.amount : undefined,
    currency: string(one.currency),
    channelNo: string(one.channelNo) ?? string(one.channelRefundNo) ?? string(one.channelDisputeNo),
    code: string(one.code) ?? string(one.reason),
    at: string(one.succeededAt) ?? string(one.authorizedAt) ?? string(one.openedAt),
    isOurs: typeof one.isOurs === 'boolean' ? one.isOurs : undefined,
  }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) as Said
}

const STATES = [
  'paid',
  'held',
  'closed',
  'failed',
  'processing',
  'succeeded',
  'returned',
  'needs_response',
  'under_review',
  'won',
  'lost',
] as const

/** The word for what a channel says has become of it; null where it says none that we know. */
export function stateWord({ kind }: Said): ConsoleKey | null {
  const known = STATES.find((one) => one === kind)
  return known ? `evidence.state.${known}` : null
}

/** Why a person must look, in full. */
export function explanation({ outcome }: Pick<EvidenceLine, 'outcome'>, said: Said): ConsoleKey | null {
  if (outcome === 'no_subject') return 'evidence.explain.no_subject'
  if (outcome !== 'contradicted') return null
  const isRefund = said.about === 'refund' && (said.kind === 'succeeded' || said.kind === 'failed')
  return isRefund
    ? `evidence.explain.refund.${said.kind as 'succeeded' | 'failed'}`
    : 'evidence.explain.other'
}
