import type { Channel } from '../channels/index.ts'
import type { CallEnd, Health } from '../modules/routing/index.ts'
import type { FlowDeps } from './deps.ts'

/** The channel's own trouble, as against a payer's; a refusal for it says nothing about his money. */
const OWN_TROUBLE: ReadonlySet<string> = new Set(['busy', 'not_available'])

/** Whether a payment that was refused for this reason may be tried through another account at once. */
export const isChannelTrouble = (failureCode: string | null): boolean =>
  failureCode !== null && OWN_TROUBLE.has(failureCode)

type Answered = { readonly kind: string; readonly code?: string; readonly reason?: string }

export const observedChannels = (deps: FlowDeps, health: Health): FlowDeps['channels'] =>
  Object.fromEntries(
    Object.values(deps.channels).map((channel) => [channel.code, observed(channel, health, deps)]),
  )

/** The same channel, with every call to it seen by the routing's health: how it ended, and how long it took. */
function observed(channel: Channel, health: Health, { clock, stopwatch, onTrouble }: FlowDeps): Channel {
  const { code, combining } = channel
  const endOf = (answer: Answered): CallEnd =>
    answer.kind === 'unknown' ||
    (answer.kind === 'refused' && isChannelTrouble(channel.describeFailure(answer.code ?? '')))
      ? 'failed'
      : 'answered'
  const seen = async <T extends Answered>(name: string, no: string, call: Promise<T>): Promise<T> => {
    const begun = stopwatch?.() ?? 0
    health.begin(code, clock.now())
    const answer = await call
    health.observe(code, endOf(answer), (stopwatch?.() ?? 0) - begun, clock.now())
    const { kind, reason = '' } = answer
    if (kind === 'refused' || kind === 'unknown')
      onTrouble?.({ channel: code, call: name, no, answer: kind, said: answer.code ?? reason, words: reason })
    return answer
  }
  // What is not watched is the channel's own.
  return Object.assign(Object.create(channel) as Channel, {
    startPayment: (request, signal) =>
      seen('start', request.attemptNo, channel.startPayment(request, signal)),
    query: (attemptNo, signal) => seen('query', attemptNo, channel.query(attemptNo, signal)),
    close: (attemptNo, signal) => seen('close', attemptNo, channel.close(attemptNo, signal)),
    refund: (request, signal) => seen('refund', request.refundNo, channel.refund(request, signal)),
    queryRefund: (refund, signal) =>
      seen('refund query', refund.refundNo, channel.queryRefund(refund, signal)),
    ...(combining === undefined
      ? {}
      : {
          combining: {
            maxParts: combining.maxParts,
            start: (request, signal) =>
              seen('combined start', request.attemptNo, combining.start(request, signal)),
            query: (combinedNo, signal) =>
              seen('combined query', combinedNo, combining.query(combinedNo, signal)),
            close: (combinedNo, parts, signal) =>
              seen('combined close', combinedNo, combining.close(combinedNo, parts, signal)),
          },
        }),
  } satisfies Partial<Channel>)
}
