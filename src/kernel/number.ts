import { assert } from './assert.ts'

/**
 * Business numbers (row H3): 22 digits,
 *   kind 1 · channel 1 · date and time YYMMDDHHMMSS at UTC+8 12 · process lease 2 · sequence 4 · buyer's shard 2.
 * 100 leases × 10,000 a second each hold 1,000,000 numbers a second; no shorter form holds 100,000/s over
 * several processes and still tells customer service the kind, the channel and the moment.
 */
export const NUMBER_KINDS = {
  trade: 1,
  order: 2,
  attempt: 3,
  refund: 4,
  allocation: 5,
  afterSale: 6,
  journal: 7,
  adjustment: 8,
  sharing: 9,
  dispute: 0,
} as const
export type NumberKind = keyof typeof NUMBER_KINDS

export const NUMBER_CHANNELS = { system: 0, web: 1, app: 2, miniProgram: 3, server: 4 } as const
export type NumberChannel = keyof typeof NUMBER_CHANNELS

export const PER_SECOND = 10_000
export const LEASES = 100
export const SHARDS = 100

const UTC_PLUS_8 = 8 * 3_600_000
const pad = (value: number, width: number): string => String(value).padStart(width, '0')

/** YYMMDDHHMMSS of a second since the epoch, at the fixed offset UTC+8. */
export function stampDigits(second: number): string {
  const t = new Date(second * 1000 + UTC_PLUS_8)
  return (
    pad(t.getUTCFullYear() % 100, 2) +
    pad(t.getUTCMonth() + 1, 2) +
    pad(t.getUTCDate(), 2) +
    pad(t.getUTCHours(), 2) +
    pad(t.getUTCMinutes(), 2) +
    pad(t.getUTCSeconds(), 2)
  )
}

/** A buyer's shard, 0 … 99: FNV-1a of the buyer's id. */
export function shardOf(buyerId: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < buyerId.length; i++) {
    hash ^= buyerId.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0) % SHARDS
}

/** The shard that stands in the last two digits of a number. */
export const shardOfNumber = (no: string): number => Number(no.slice(-2))

export const isNumber = (value: string, kind?: NumberKind): boolean =>
  /^\d{22}$/.test(value) && (kind === undefined || value[0] === String(NUMBER_KINDS[kind]))

/**
 * Where in its second a sequence stands: an affine permutation of 0 … 9999 keyed by the second and a secret,
 * so that two numbers do not tell how many were made between them.
 */
export function scramble(sequence: number, second: number, secret: number): number {
  let h = (second ^ secret) >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b)
  h = Math.imul(h ^ (h >>> 16), 0x45d9f3b)
  h = (h ^ (h >>> 16)) >>> 0
  const factor = FACTORS[h % FACTORS.length]!
  return (sequence * factor + (h >>> 4)) % PER_SECOND
}

/** Factors prime to 10,000, far from 1 and from 10,000. */
const FACTORS = [1237, 2741, 3259, 3571, 4127, 4759, 5303, 6199, 6871, 7417, 7919, 8263]

export function formatNumber(parts: {
  kind: NumberKind
  channel: NumberChannel
  second: number
  lease: number
  slot: number
  shard: number
}): string {
  const { lease, slot, shard } = parts
  assert(lease < LEASES && slot < PER_SECOND && shard < SHARDS, 'number part out of range')
  return (
    NUMBER_KINDS[parts.kind] +
    String(NUMBER_CHANNELS[parts.channel]) +
    stampDigits(parts.second) +
    pad(lease, 2) +
    pad(slot, 4) +
    pad(shard, 2)
  )
}

/** What a number tells customer service: kind, channel and the moment (UTC+8). Null when it is no number. */
export function readNumber(
  no: string,
): { kind: NumberKind; channel: NumberChannel; at: Date; shard: number } | null {
  if (!isNumber(no)) return null
  const kind = keyOf(NUMBER_KINDS, Number(no[0]))
  const channel = keyOf(NUMBER_CHANNELS, Number(no[1]))
  if (!kind || !channel) return null
  const d = (from: number) => Number(no.slice(from, from + 2))
  const at = new Date(Date.UTC(2000 + d(2), d(4) - 1, d(6), d(8), d(10), d(12)) - UTC_PLUS_8)
  return { kind, channel, at, shard: shardOfNumber(no) }
}

const keyOf = <K extends string>(map: Readonly<Record<K, number>>, value: number): K | undefined =>
  (Object.keys(map) as K[]).find((key) => map[key] === value)
