import { sql } from 'kysely'
import { isOurWay, type Redirect } from '../../src/modules/payment/index.ts'
import type { SharingReturn } from '../../src/modules/sharing/index.ts'
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
  'refunds_stopped',
  'refunds_paid_by_us',
  'refunds_paid_twice',
  'refunds_claimed_back',
  'disputes',
  'disputes_about_surplus',
  'sharings',
  'returns_with_refunds',
  'returns_owed',
  'returns_claimed',
  'returns_offset',
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
    readonly failureCode: string | null
    readonly redirect: Pick<Redirect, 'way' | 'paid' | 'second'> | null
    readonly returnedAt: Date | null
    readonly bounceNo: string | null
  }[]
  readonly disputes: readonly { readonly attemptNo: string }[]
  readonly sharings: readonly unknown[]
  readonly returns: readonly Pick<SharingReturn, 'refundNo' | 'state' | 'claim'>[]
}

export function mixOf({ attempts, parts, refunds, disputes, sharings, returns }: Rows): Mix {
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
    refunds_sent_another_way: refunds.filter(({ redirect }) => redirect && !isOurWay(redirect.way)).length,
    refunds_returned_to_us: refunds.filter(({ returnedAt }) => returnedAt !== null).length,
    refunds_bounced: refunds.filter(({ bounceNo }) => bounceNo !== null).length,
    refunds_stopped: refunds.filter(({ failureCode }) => failureCode === 'stopped').length,
    refunds_paid_by_us: refunds.filter(({ redirect }) => redirect?.paid).length,
    refunds_paid_twice: refunds.filter(({ redirect }) => redirect?.second).length,
    refunds_claimed_back: refunds.filter(({ redirect }) => redirect?.second?.backNo).length,
    disputes: disputes.length,
    disputes_about_surplus: disputes.filter(({ attemptNo }) => notOwed.has(attemptNo)).length,
    sharings: sharings.length,
    returns_with_refunds: returns.filter((one) => one.refundNo !== null && one.state === 'succeeded').length,
    returns_owed: returns.filter(({ state }) => ['owed', 'claimed', 'offset'].includes(state)).length,
    returns_claimed: returns.filter(({ claim, state }) => claim && state === 'succeeded').length,
    returns_offset: returns.filter(({ state }) => state === 'offset').length,
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
    select redirect, failure_code as "failureCode", returned_at as "returnedAt", bounce_no as "bounceNo" from refund`.execute(
    db,
  )
  const { rows: disputes } = await sql<Rows['disputes'][number]>`
    select attempt_no as "attemptNo" from dispute`.execute(db)
  const { rows: sharings } = await sql`select sharing_no from sharing`.execute(db)
  const { rows: returns } = await sql<Rows['returns'][number]>`
    select refund_no as "refundNo", state, claim from sharing_return`.execute(db)
  return mixOf({ attempts, parts, refunds, disputes, sharings, returns })
}
