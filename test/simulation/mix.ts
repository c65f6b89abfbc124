import { sql } from 'kysely'
import type { Db } from '../../src/platform/db.ts'

/** What was played, by its kind. Of payments each is an act of paying that was begun; a part of a hold is none. */
export const KINDS = [
  'payments_alone',
  'payments_of_several_legs',
  'payments_of_several_trades',
  'payments_held_first',
  'payments_on_delivery',
  'parts_of_holds',
  'payments_not_owed',
  'refunds',
  'refunds_sent_another_way',
  'refunds_returned_to_us',
  'refunds_bounced',
  'disputes',
  'disputes_about_surplus',
  'sharings',
] as const
export type Mix = Readonly<Record<(typeof KINDS)[number], number>>

type Rows = {
  readonly attempts: readonly {
    readonly attemptNo: string
    readonly groupNo: string | null
    readonly combinedNo: string | null
    readonly capture: string
    readonly method: string
    readonly surplus: number
  }[]
  readonly parts: readonly { readonly attemptNo: string }[]
  readonly refunds: readonly {
    readonly redirect: unknown
    readonly returnedAt: Date | null
    readonly bounceNo: string | null
  }[]
  readonly disputes: readonly { readonly attemptNo: string }[]
  readonly sharings: readonly unknown[]
}

export function mixOf({ attempts, parts, refunds, disputes, sharings }: Rows): Mix {
  const partNos = new Set(parts.map(({ attemptNo }) => attemptNo))
  const acts = attempts.filter(({ attemptNo }) => !partNos.has(attemptNo))
  const among = (nos: readonly (string | null)[]) => new Set(nos.filter((no) => no !== null)).size
  const alone = acts.filter((one) => one.combinedNo === null && one.groupNo === null)
  const held = alone.filter(({ capture }) => capture === 'manual')
  const onDelivery = held.filter(({ method }) => method === 'on_delivery').length
  const notOwed = new Set(attempts.filter(({ surplus }) => surplus > 0).map(({ attemptNo }) => attemptNo))
  return {
    payments_alone: alone.length - held.length,
    payments_of_several_legs: among(acts.map(({ groupNo }) => groupNo)),
    payments_of_several_trades: among(acts.map(({ combinedNo }) => combinedNo)),
    payments_held_first: held.length - onDelivery,
    payments_on_delivery: onDelivery,
    parts_of_holds: partNos.size,
    payments_not_owed: notOwed.size,
    refunds: refunds.length,
    refunds_sent_another_way: refunds.filter(({ redirect }) => redirect !== null).length,
    refunds_returned_to_us: refunds.filter(({ returnedAt }) => returnedAt !== null).length,
    refunds_bounced: refunds.filter(({ bounceNo }) => bounceNo !== null).length,
    disputes: disputes.length,
    disputes_about_surplus: disputes.filter(({ attemptNo }) => notOwed.has(attemptNo)).length,
    sharings: sharings.length,
  }
}

/** Acts of paying that were begun. */
export const paymentsIn = (mix: Mix): number =>
  mix.payments_alone +
  mix.payments_of_several_legs +
  mix.payments_of_several_trades +
  mix.payments_held_first +
  mix.payments_on_delivery

export const added = (a: Mix, b: Mix): Mix =>
  Object.fromEntries(KINDS.map((kind) => [kind, a[kind] + b[kind]])) as Mix

export const nothing = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Mix

export async function readMix(db: Db): Promise<Mix> {
  const { rows: attempts } = await sql<Rows['attempts'][number]>`
    select attempt_no as "attemptNo", group_no as "groupNo", combined_no as "combinedNo", capture, method,
      surplus_amount as surplus from attempt`.execute(db)
  const { rows: parts } = await sql<Rows['parts'][number]>`
    select attempt_no as "attemptNo" from hold_part`.execute(db)
  const { rows: refunds } = await sql<Rows['refunds'][number]>`
    select redirect, returned_at as "returnedAt", bounce_no as "bounceNo" from refund`.execute(db)
  const { rows: disputes } = await sql<Rows['disputes'][number]>`
    select attempt_no as "attemptNo" from dispute`.execute(db)
  const { rows: sharings } = await sql`select sharing_no from sharing`.execute(db)
  return mixOf({ attempts, parts, refunds, disputes, sharings })
}
