import { sql } from 'kysely'
import type { Flows } from '../../src/flows/index.ts'
import type { Db } from '../../src/platform/db.ts'
import type { Desk, Stage } from './stage.ts'

type SideDeeds = Pick<
  Stage,
  | 'askRedirect'
  | 'actOnDispute'
  | 'requestSharing'
  | 'decideSharing'
  | 'requestReturn'
  | 'decideReturn'
  | 'actOnOwed'
  | 'desk'
>

/** What people do about disputes and shared money, by the product's own doors. `flows` is the process that lives. */
export function sideDeeds(
  db: Db,
  flows: () => Flows,
  done: <T>(step: Promise<T>) => Promise<T>,
  now: () => Date,
): SideDeeds {
  const request = (key: string, body: string) => ({ caller: 'sim', key, requestHash: body })
  return {
    async actOnDispute(disputeNo, kind, isSecond, key) {
      const actor = isSecond ? 'staff:2' : 'staff:1'
      const act = kind === 'respond' ? { kind, response: { statement: 'sent' } } : { kind }
      await done(flows().actOnDispute({ ...request(key, `${disputeNo}/${kind}`), disputeNo, actor, act }))
    },
    async requestSharing(attemptNo, parts, isLast, key) {
      const receivers = parts.map((part) => ({ ...part, name: null, description: 'part' }))
      const asked = { attemptNo, receivers, isLast, reason: 'r', requestedBy: 'staff:1' }
      const body = JSON.stringify([attemptNo, parts, isLast])
      const outcome = await done(flows().requestSharing({ ...request(key, body), ...asked }))
      return outcome.ok ? outcome.value.sharingNo : null
    },
    async decideSharing(sharingNo, action, key) {
      const decision = { sharingNo, action, actor: 'staff:2', reason: null }
      await done(flows().decideSharing({ ...request(key, `${sharingNo}/${action}`), ...decision }))
    },
    async requestReturn(sharingNo, account, amount, key) {
      const asked = { sharingNo, account, amount, reason: 'r', requestedBy: 'staff:1' }
      await done(flows().requestReturn({ ...request(key, `${sharingNo}/${account}/${amount}`), ...asked }))
    },
    async decideReturn(returnNo, action, key) {
      const decision = { returnNo, action, actor: 'staff:2', reason: null }
      await done(flows().decideReturn({ ...request(key, `${returnNo}/${action}`), ...decision }))
    },
    async askRedirect(refundNo, way, key) {
      const typed = { bank: 'ICBC_DEBIT', account: '6222000011110000', holder: '张三' }
      const card = way === 'card' ? typed : null
      const asked = { refundNo, way, card, reason: 'r', requestedBy: 'staff:1' }
      await done(flows().askRedirect({ ...request(key, `${refundNo}/${way}`), ...asked }))
    },
    async actOnOwed(returnNo, kind, key) {
      const claim = { by: 'staff:1', at: now().toISOString(), reference: 'r', note: null }
      const act = kind === 'claim' ? { kind, claim } : { kind }
      const actor = kind === 'claim' ? 'staff:1' : 'staff:2'
      await done(flows().actOnOwed({ ...request(key, `${returnNo}/${kind}`), returnNo, actor, act }))
    },
    async desk(): Promise<Desk> {
      const { rows: received } = await sql<Desk['received'][number]>`
        select attempt_no as "attemptNo", payable_no as "tradeNo", captured_amount as captured from attempt
        where state = 'succeeded' and channel = 'mock' order by created_at, attempt_no`.execute(db)
      const nos = async (query: ReturnType<typeof sql<{ no: string }>>) =>
        (await query.execute(db)).rows.map(({ no }) => no)
      const refundNos = (is: ReturnType<typeof sql>) =>
        nos(sql`select refund_no as no from refund where ${is} order by requested_at, 1`)
      const returnNos = (state: string) =>
        nos(sql`select return_no as no from sharing_return where state = ${state} order by requested_at, 1`)
      /** By the page of each refund that failed. */
      const refusedNos = async () => {
        const open: string[] = []
        for (const no of await refundNos(sql`state = 'failed'`)) {
          const ways: readonly string[] = (await flows().refundWays(no))?.ways ?? []
          if (ways.includes('wallet')) open.push(no)
        }
        return open
      }
      const { rows: given } = await sql<Desk['given'][number]>`
        select sharing_no as "sharingNo", part ->> 'account' as account, (part ->> 'amount')::bigint as amount
        from sharing, jsonb_array_elements(receivers) as part where part ->> 'state' = 'succeeded'
        order by requested_at, sharing_no, 2`.execute(db)
      return {
        received,
        surplusNos: await nos(
          sql`select attempt_no as no from attempt where state = 'succeeded' and channel = 'mock' and surplus_amount > 0
            order by created_at, 1`,
        ),
        disputeNos: await nos(
          sql`select dispute_no as no from dispute where closed_at is null order by opened_at, 1`,
        ),
        requestedSharingNos: await nos(
          sql`select sharing_no as no from sharing where state = 'requested' order by requested_at, 1`,
        ),
        given,
        failedReturnNos: await returnNos('failed'),
        abnormalNos: await refundNos(sql`state = 'failed' and failure_code = 'abnormal'`),
        redirectNos: await refundNos(sql`state = 'redirect_asked'`),
        returnedNos: await refundNos(sql`state = 'returned'`),
        sendingNos: await refundNos(
          sql`state = 'approved' and next_at is not null and coalesce(redirect ->> 'isOpen', 'false') = 'false'
            and not to_wallet
            and exists (select from attempt a where a.attempt_no = refund.attempt_no and a.channel = 'mock')`,
        ),
        refusedNos: await refusedNos(),
        handNos: await refundNos(
          sql`state = 'approved' and redirect ->> 'isOpen' = 'true' and redirect ->> 'way' = 'hand'`,
        ),
        owedBackNos: await refundNos(
          sql`redirect -> 'second' ->> 'no' is not null and redirect -> 'second' ->> 'backNo' is null`,
        ),
        owedNos: await returnNos('owed'),
        claimedNos: await returnNos('claimed'),
      }
    },
  }
}
