import type {
  AttemptReport,
  Channel,
  CombinedReport,
  PayMethod,
  PayStart,
  WireReply,
} from '../channels/index.ts'
import type { Attempt, partsUnder } from '../modules/payment/index.ts'
import { channelOf, type FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'

/** What these calls share with those about a single attempt. */
export type Hearing = {
  /** What a channel says of one attempt, stored as evidence and applied. */
  readonly hear: (channel: Channel, attempt: Attempt, report: AttemptReport) => Promise<void>
  /** What was begun is told: a code to pay with, no answer, a refusal. */
  readonly tellStart: (channel: Channel, attemptNo: string, start: PayStart) => Promise<Attempt | undefined>
  readonly postpone: (attempt: Attempt) => Promise<void>
  /** Whether the channel keeps the money until it is shared out. */
  readonly freeze: (attempt: Attempt) => Promise<boolean>
  readonly partsUnder: typeof partsUnder
}

/**
 * Calls about a combined order 合单. It lives and ends as a whole at its channel, so every call names all of its parts;
 * what comes back is heard part by part, and from there on each is an attempt like any other.
 */
export type CombinedCalls = {
  /** Makes it known to its channel; nothing, once a part of it is not waited for any more. */
  readonly present: (combinedNo: string) => Promise<void>
  /** Asks about it; where one of its parts is closing, all of it is closed at the channel. */
  readonly resolve: (combinedNo: string) => Promise<void>
}

const WAITS: ReadonlySet<Attempt['state']> = new Set(['created', 'unknown', 'ready'])
const isUnshown = ({ state }: Attempt): boolean => state === 'created' || state === 'unknown'

export function combinedCalls(deps: FlowDeps, lanes: Lanes, hearing: Hearing): CombinedCalls {
  const signal = () => AbortSignal.timeout(deps.channelTimeoutMs)

  async function present(combinedNo: string): Promise<void> {
    const parts = await hearing.partsUnder(deps.db, combinedNo)
    const [first] = parts
    if (!first) return
    const channel = channelOf(deps.channels, first.channel)
    // Nobody shall be asked to pay a whole of which a part is over.
    if (!channel?.combining || !parts.every(({ state }) => WAITS.has(state)) || !parts.some(isUnshown)) return
    const frozen = await Promise.all(parts.map((part) => hearing.freeze(part)))
    const { currency, method, payer } = first
    const { returnUrl, ...facts } = payer ?? {}
    const request = {
      attemptNo: combinedNo,
      currency,
      expiresAt: new Date(Math.min(...parts.map(({ expiresAt }) => expiresAt.getTime()))),
      notifyUrl: deps.notifyUrl(channel.code),
      method: method as PayMethod,
      ...(returnUrl === undefined ? {} : { returnUrl }),
      payer: facts,
      ...(frozen.includes(true) ? { profitSharing: true } : {}),
      parts: parts.map(({ attemptNo, amount, description }) => {
        return { attemptNo, merchantId: channel.merchant.merchantId, amount, description }
      }),
    }
    const start = await channel.combining.start(request, signal())
    await Promise.all(parts.map(({ attemptNo }) => hearing.tellStart(channel, attemptNo, start)))
  }

  async function resolve(combinedNo: string): Promise<void> {
    const parts = await hearing.partsUnder(deps.db, combinedNo)
    const [first] = parts
    const channel = first && channelOf(deps.channels, first.channel)
    const combining = channel?.combining
    if (!channel || !combining) {
      await Promise.all(parts.filter(isWatched).map((part) => hearing.postpone(part)))
      return
    }
    const isClosing = parts.some(({ state }) => state === 'closing')
    if (isClosing) await closeAll(channel, parts)
    const report = await combining.query(combinedNo, signal())
    if (!isClosing || isDecided(report)) return hearAll(channel, combinedNo, report)
    const { merchantId } = channel.merchant
    const names = parts.map(({ attemptNo }) => ({ attemptNo, merchantId }))
    const closed = await combining.close(combinedNo, names, signal())
    // "Paid" says nothing about amounts, and "closed" may be overtaken by a payer who was confirming (PAYMENTS §1.4).
    const isAnswered = closed.kind === 'already_paid' || closed.kind === 'closed'
    return hearAll(channel, combinedNo, isAnswered ? await combining.query(combinedNo, signal()) : closed)
  }

  /** A part that is withdrawn takes the others along: their channel closes all of it or nothing. */
  async function closeAll(channel: Channel, parts: readonly Attempt[]): Promise<void> {
    const rule = { caller: 'rule', requestHash: '', now: deps.clock.now(), actor: `channel:${channel.code}` }
    const news = { kind: 'close' as const }
    await Promise.all(
      parts
        .filter(({ state }) => WAITS.has(state))
        .map(({ attemptNo: no }) =>
          lanes.tellAttempt.submit({ ...rule, key: no, subject: no, reason: 'combined order ends', news }),
        ),
    )
  }

  async function hearAll(channel: Channel, combinedNo: string, report: CombinedReport): Promise<void> {
    const parts = await hearing.partsUnder(deps.db, combinedNo)
    const heard = parts.map((part) => ({ part, said: saidOf(report, part.attemptNo) }))
    await Promise.all(
      heard
        .filter(({ part, said }) => tells(part, said))
        .map(({ part, said }) => hearing.hear(channel, part, said)),
    )
  }

  return { present, resolve }
}

const isWatched = ({ nextQueryAt }: Attempt): boolean => nextQueryAt !== null

/** Whether nothing of it can be paid any more, or all of it has been. */
const isDecided = (report: CombinedReport): boolean =>
  report.kind === 'reported'
    ? report.parts.every((part) => part.report.kind !== 'pending' && part.report.kind !== 'not_found')
    : report.kind !== 'not_found'

const NOTHING: WireReply = { status: 0, headers: {}, body: '' }

/** What an answer about the whole says of one part; one that it leaves out is unknown. */
function saidOf(report: CombinedReport, attemptNo: string): AttemptReport {
  if (report.kind !== 'reported') return report
  const part = report.parts.find((one) => one.attemptNo === attemptNo)
  return part?.report ?? { kind: 'unknown', reason: 'unexpected_answer', raw: NOTHING }
}

/** A part that has ended is only told of money; where it is in already, nothing is new. */
const tells = (part: Attempt, said: AttemptReport): boolean =>
  isWatched(part) || (said.kind === 'succeeded' && part.state !== 'succeeded' && part.state !== 'conflicted')
