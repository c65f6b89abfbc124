import type { Channel } from '../channels/index.ts'
import type { CallEnd, Health } from '../modules/routing/index.ts'
import type { FlowDeps } from './deps.ts'

/** The channel's own trouble, as against a payer's; a refusal for it says nothing about his money. */
const OWN_TROUBLE: ReadonlySet<string> = new Set(['busy', 'not_available'])

/** Whether a payment that was refused for this reason may be tried through another account at once. */
export const isChannelTrouble = (failureCode: string | null): boolean =>
  failureCode !== null && OWN_TROUBLE.has(failureCode)

type Answered = { readonly kind: string; readonly code?: string }

export const observedChannels = (deps: FlowDeps, health: Health): FlowDeps['channels'] =>
  Object.fromEntries(
    Object.values(deps.channels).map((channel) => [channel.code, observed(channel, health, deps)]),
  )

/** The same channel, with every call to it seen by the routing's health: how it ended, and how long it took. */
function observed(channel: Channel, health: Health, { clock, stopwatch }: FlowDeps): Channel {
  const { code, combining } = channel
  const endOf = (answer: Answered): CallEnd =>
    answer.kind === 'unknown' ||
    (answer.kind === 'refused' && isChannelTrouble(channel.describeFailure(answer.code ?? '')))
      ? 'failed'
      : 'answered'
  const seen = async <T extends Answered>(call: Promise<T>): Promise<T> => {
    const begun = stopwatch?.() ?? 0
    health.begin(code, clock.now())
    const answer = await call
    health.observe(code, endOf(answer), (stopwatch?.() ?? 0) - begun, clock.now())
    return answer
  }
  // What is not watched is the channel's own.
  return Object.assign(Object.create(channel) as Channel, {
    startPayment: (request, signal) => seen(channel.startPayment(request, signal)),
    query: (attemptNo, signal) => seen(channel.query(attemptNo, signal)),
    close: (attemptNo, signal) => seen(channel.close(attemptNo, signal)),
    refund: (request, signal) => seen(channel.refund(request, signal)),
    queryRefund: (refund, signal) => seen(channel.queryRefund(refund, signal)),
    ...(combining === undefined
      ? {}
      : {
          combining: {
            maxParts: combining.maxParts,
            start: (request, signal) => seen(combining.start(request, signal)),
            query: (combinedNo, signal) => seen(combining.query(combinedNo, signal)),
            close: (combinedNo, parts, signal) => seen(combining.close(combinedNo, parts, signal)),
          },
        }),
  } satisfies Partial<Channel>)
}
