import type { ChannelCalls } from '../../src/flows/channel-calls.ts'
import { disputeLane } from '../../src/flows/disputes.ts'
import { askRedirectLane } from '../../src/flows/refund.ts'
import { decideRefundLane } from '../../src/flows/refund-decide.ts'
import {
  decideReturnLane,
  decideSharingLane,
  requestReturnLane,
  requestSharingLane,
  tellReturnLane,
  tellSharingLane,
} from '../../src/flows/sharing.ts'
import type { SharingCalls } from '../../src/flows/sharing-calls.ts'
import { actOnOwedLane, type OffsetWorld, offsetReturnLane } from '../../src/flows/sharing-owed.ts'
import { makeWayLane, payWalletLane } from '../../src/flows/sharing-refunds.ts'
import type { DisputeWorld, SubjectCommand, World, worldLane } from '../../src/flows/world.ts'
import { shardOfNumber } from '../../src/kernel/number.ts'
import { accept } from '../../src/kernel/outcome.ts'
import { isOwedBack, ourWayOpen, ourWays, type Refund, wishToTell } from '../../src/modules/payment/index.ts'
import {
  type FreezeAttempt,
  freezeLane,
  type SharingBook,
  type SharingRejection,
  shopOf,
} from '../../src/modules/sharing/index.ts'
import type { Lane, LaneSpec } from '../../src/platform/lane.ts'
import { copyOf } from './copy.ts'
import type { Memory } from './memory.ts'
import type { LaneOf } from './memory-lane.ts'
import type { Desk, Stage } from './stage.ts'

type Wiring = Parameters<typeof worldLane>[0]
type SharingSpec<C extends SubjectCommand, T, Code extends string> = LaneSpec<
  C,
  { readonly world: World; readonly sharings: SharingBook },
  T,
  Code
>

type Covered = { readonly isCovered: boolean }

/** The lanes about disputes and shared money, on tables in memory. */
export function sideLanes(memory: Memory, wiring: Wiring, laneOf: LaneOf) {
  const load = ({ subject, now }: SubjectCommand) => memory.load([subject], [], now)
  const contested = (command: SubjectCommand): DisputeWorld => {
    const world = load(command)
    return { ...world, disputes: memory.loadDisputes(world) }
  }
  const keepDisputes = ({ disputes }: DisputeWorld) => memory.saveDisputes(disputes)
  /** Its decision takes the trade and what was shared of it side by side. */
  const onSharing = <C extends SubjectCommand, T, Code extends string>(spec: SharingSpec<C, T, Code>) =>
    laneOf<C, World & { readonly sharings: SharingBook }, T, Code>(
      {
        ...spec,
        load: () => Promise.reject(new Error('memory loads')),
        save: () => Promise.reject(new Error('memory saves')),
        decide: (world, command) => spec.decide({ world, sharings: world.sharings }, command),
      },
      (command) => {
        const world = load(command)
        return { ...world, sharings: memory.loadSharings(world) }
      },
      ({ sharings }) => memory.saveSharings(sharings),
    )
  const offset = offsetReturnLane(wiring)
  const freezing: Lane<FreezeAttempt, null, never> = laneOf<FreezeAttempt, World, null, never>(
    {
      ...freezeLane,
      load: () => Promise.reject(new Error('memory loads')),
      decide: () => accept(null),
    } as never,
    ({ attemptNo, now }) => memory.load([attemptNo], [], now),
  )
  return {
    actOnDispute: laneOf(disputeLane(wiring), contested, keepDisputes),
    askRedirect: laneOf(askRedirectLane(wiring), load),
    decideRefund: laneOf(decideRefundLane(wiring), contested, keepDisputes),
    freezeAttempt: {
      ...freezing,
      submit: async (command: FreezeAttempt) => {
        const done = await freezing.submit(command)
        memory.freeze(command.attemptNo, command.frozenDays, command.now)
        return done
      },
    },
    requestSharing: onSharing(requestSharingLane(wiring)),
    decideSharing: onSharing(decideSharingLane(wiring)),
    tellSharing: onSharing(tellSharingLane(wiring)),
    requestReturn: onSharing(requestReturnLane(wiring)),
    decideReturn: onSharing(decideReturnLane(wiring)),
    tellReturn: onSharing(tellReturnLane(wiring)),
    makeWay: onSharing(makeWayLane(wiring)),
    payWallet: onSharing(payWalletLane(wiring)),
    actOnOwed: onSharing(actOnOwedLane(wiring)),
    offsetReturn: laneOf<SubjectCommand, World & Omit<OffsetWorld, 'world'>, Covered, SharingRejection>(
      {
        ...offset,
        load: () => Promise.reject(new Error('memory loads')),
        save: () => Promise.reject(new Error('memory saves')),
        decide: (world, command) => offset.decide({ ...world, world }, command),
      },
      (command) => {
        const world = load(command)
        return { ...world, sharings: memory.loadSharings(world), pending: memory.pending() }
      },
      ({ sharings }) => memory.saveSharings(sharings),
    ),
  }
}

const TERMS = { maxReceivers: 3, maxRequestsPerPayment: 4, frozenDays: 30 }

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

/** What people do about disputes and shared money, as the product's doors have it done. */
export function sideDeeds(
  memory: Memory,
  lanes: ReturnType<typeof sideLanes>,
  { resolveDispute }: Pick<ChannelCalls, 'resolveDispute'>,
  now: () => Date,
  comesWithRefund: boolean,
): SideDeeds {
  const request = (key: string, body: string) => ({ caller: 'sim', key, requestHash: body, now: now() })
  const disputeOf = (no: string) => memory.snapshot().disputes.find(({ disputeNo }) => disputeNo === no)
  return {
    async actOnDispute(disputeNo, kind, isSecond, key) {
      const actor = isSecond ? 'staff:2' : 'staff:1'
      const act = kind === 'respond' ? { kind, response: { statement: 'sent' } } : { kind }
      const command = { ...request(key, `${disputeNo}/${kind}`), subject: disputeNo, actor, act }
      const acted = await lanes.actOnDispute.submit(command)
      const dispute = acted.ok ? disputeOf(disputeNo) : undefined
      if (dispute && wishToTell(dispute) !== null && dispute.nextAt !== null && dispute.nextAt <= now())
        await resolveDispute(copyOf(dispute))
    },
    async requestSharing(attemptNo, parts, isLast, key) {
      const sharingNo = memory.nextNo('sharing', shardOfNumber(attemptNo))
      const receivers = parts.map((part) => ({ ...part, name: null, description: 'part' }))
      const asked = {
        sharingNo,
        receivers,
        isLast,
        reason: 'r',
        requestedBy: 'staff:1',
        terms: TERMS,
      }
      const body = JSON.stringify([attemptNo, parts, isLast])
      const outcome = await lanes.requestSharing.submit({
        ...request(key, body),
        subject: attemptNo,
        ...asked,
      })
      return outcome.ok ? outcome.value.sharingNo : null
    },
    async decideSharing(sharingNo, action, key) {
      const decision = { subject: sharingNo, action, actor: 'staff:2', reason: null }
      await lanes.decideSharing.submit({ ...request(key, `${sharingNo}/${action}`), ...decision })
    },
    async requestReturn(sharingNo, account, amount, key) {
      const returnNo = memory.nextNo('sharing', shardOfNumber(sharingNo))
      const asked = {
        subject: sharingNo,
        returnNo,
        account,
        amount,
        reason: 'r',
        requestedBy: 'staff:1',
        comesWithRefund,
      }
      await lanes.requestReturn.submit({ ...request(key, `${sharingNo}/${account}/${amount}`), ...asked })
    },
    async decideReturn(returnNo, action, key) {
      const decision = { subject: returnNo, action, actor: 'staff:2', reason: null }
      await lanes.decideReturn.submit({ ...request(key, `${returnNo}/${action}`), ...decision })
    },
    async actOnOwed(returnNo, kind, key) {
      const at = now().toISOString()
      const claim = { by: 'staff:1', at, reference: 'r', note: null }
      const act = kind === 'claim' ? { kind, claim } : { kind }
      const actor = kind === 'claim' ? 'staff:1' : 'staff:2'
      const command = { ...request(key, `${returnNo}/${kind}`), subject: returnNo, actor, act }
      await lanes.actOnOwed.submit(command)
    },
    async askRedirect(refundNo, way, key) {
      const sealed = { account: 'a', holder: 'h', keyName: 'k1' }
      const card = way === 'card' ? { bank: 'ICBC_DEBIT', tail: '0000', holder: 'h*', sealed } : null
      const asked = { way, card, reason: 'r', requestedBy: 'staff:1' }
      await lanes.askRedirect.submit({ ...request(key, `${refundNo}/${way}`), subject: refundNo, asked })
    },
    desk: async () => deskOf(memory.snapshot()),
  }
}

function deskOf({ attempts, disputes, refunds, sharings, returns }: ReturnType<Memory['snapshot']>): Desk {
  const wired = new Set(
    attempts.filter(({ channel }) => channel === 'mock').map(({ attemptNo }) => attemptNo),
  )
  const isWired = (refund: Refund) => wired.has(refund.attemptNo) && !refund.toWallet
  const refundNos = (is: (refund: Refund) => boolean) => refunds.filter(is).map(({ refundNo }) => refundNo)
  return {
    received: attempts
      .filter(({ state, channel }) => state === 'succeeded' && channel === 'mock')
      .map(({ attemptNo, payableNo, captured }) => ({ attemptNo, tradeNo: payableNo, captured })),
    surplusNos: attempts
      .filter(({ state, channel, surplus }) => state === 'succeeded' && channel === 'mock' && surplus > 0)
      .map(({ attemptNo }) => attemptNo),
    disputeNos: disputes.filter(({ closedAt }) => closedAt === null).map(({ disputeNo }) => disputeNo),
    requestedSharingNos: sharings
      .filter(({ state }) => state === 'requested')
      .map(({ sharingNo }) => sharingNo),
    given: sharings.flatMap(({ sharingNo, receivers }) =>
      receivers
        .filter(({ state }) => state === 'succeeded')
        .map(({ account, amount }) => ({ sharingNo, account, amount })),
    ),
    failedReturnNos: returns.filter(({ state }) => state === 'failed').map(({ returnNo }) => returnNo),
    abnormalNos: refundNos(({ state, failureCode }) => state === 'failed' && failureCode === 'abnormal'),
    redirectNos: refundNos(({ state }) => state === 'redirect_asked'),
    returnedNos: refundNos(({ state }) => state === 'returned'),
    sendingNos: refundNos(
      (one) => one.state === 'approved' && one.nextAt !== null && !one.redirect?.isOpen && isWired(one),
    ),
    refusedNos: refundNos((one) => ourWays(one).length > 0),
    handNos: refundNos((one) => one.state === 'approved' && ourWayOpen(one) === 'hand'),
    owedBackNos: refundNos(isOwedBack),
    owedNos: returns.filter(({ state }) => state === 'owed').map(({ returnNo }) => returnNo),
    claimedNos: returns.filter(({ state }) => state === 'claimed').map(({ returnNo }) => returnNo),
  }
}

/** Brings about what is due of disputes and shared money; returns how much was. */
export async function sweepSides(
  memory: Memory,
  lanes: Pick<ReturnType<typeof sideLanes>, 'offsetReturn'>,
  calls: Pick<ChannelCalls, 'resolveDispute'> & Pick<SharingCalls, 'resolveSharing' | 'resolveReturn'>,
  now: Date,
): Promise<number> {
  const { disputes, sharings, returns } = memory.snapshot()
  const isDue = ({ nextAt }: { readonly nextAt: Date | null }) => nextAt !== null && nextAt <= now
  const due = {
    disputes: disputes.filter(isDue),
    sharings: sharings.filter(isDue),
    returns: returns.filter(isDue),
  }
  for (const dispute of due.disputes) await calls.resolveDispute(copyOf(dispute))
  for (const sharing of due.sharings) await calls.resolveSharing(copyOf(sharing))
  for (const one of due.returns) {
    const sharing = sharings.find(({ sharingNo }) => sharingNo === one.sharingNo)!
    await calls.resolveReturn(copyOf(one), copyOf(sharing))
  }
  const covered = await coverOwed(memory, lanes, now)
  return due.disputes.length + due.sharings.length + due.returns.length + covered
}

/** What shops owe, where their pending money is not below zero. */
async function coverOwed(
  memory: Memory,
  { offsetReturn }: Pick<ReturnType<typeof sideLanes>, 'offsetReturn'>,
  now: Date,
): Promise<number> {
  const { sharings, returns } = memory.snapshot()
  const bySharing = { sharings: new Map(sharings.map((one) => [one.sharingNo, one])) }
  let covered = 0
  for (const one of returns) {
    if (one.state !== 'owed' || shopOf(bySharing, one) === null) continue
    const command = { caller: 'rule', requestHash: '', key: one.returnNo, subject: one.returnNo, now }
    const done = await offsetReturn.submit(command)
    if (done.ok && done.value.isCovered) covered += 1
  }
  return covered
}
