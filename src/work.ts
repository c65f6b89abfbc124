import { runAudit } from './auditor/index.ts'
import { openTeller } from './flows/index.ts'
import type { Ground } from './ground.ts'
import type { Lifecycle } from './lifecycle.ts'
import { forgetSpentCredentials } from './modules/account/index.ts'
import {
  courier,
  forgetDeliveries,
  forgetEvents,
  poster,
  remembering,
  systemResolve,
} from './modules/message/index.ts'
import { forgetForgeries } from './modules/payment/index.ts'
import { forgetPushes, type OutwardWay, openSender, type Ports } from './modules/push/index.ts'
import type { Channels } from './open-channels.ts'
import { forget } from './platform/retention.ts'
import { seal } from './platform/seal.ts'
import { PORT_TIMEOUT_MS } from './ways.ts'
import {
  AUDIT_MINUTE,
  auditLoops,
  caller,
  type Loop,
  type LoopSpec,
  nightlyLoop,
  openEar,
  outboxLoops,
  pushLoops,
  RETENTION_MINUTE,
  startLoop,
  WAKE_CHANNEL,
} from './worker/index.ts'

/** Letters may take this long to end when the process is told to stop. */
const GRACE_MS = 5_000
const LETTER_TIMEOUT_MS = 10_000

/** A commit was made somewhere in this process: what may be due now? */
const WAKES: Readonly<Record<string, readonly string[]>> = {
  'evidence.apply': ['refund', 'trade_close'],
  'trade.cancel': ['trade_close', 'attempt_query'],
  'trade.expire': ['trade_close', 'attempt_query'],
  'refund.decide': ['refund'],
}

export type Loops = {
  readonly start: (specs: readonly LoopSpec[]) => void
  readonly wake: (loop: string) => void
  /** Wakes what a batch may have given work to. */
  readonly afterBatch: (operation: string) => void
  /** Ends after the rounds under way. */
  readonly stop: () => Promise<void>
}

/** The loops of this process and what wakes them: commits here, notices from elsewhere. */
export function openLoops(ground: Ground): Loops {
  const { clock, log, metrics, pool, url } = ground
  const loops = new Map<string, Loop>()
  const wake = (name: string) => loops.get(name)?.wake()
  const callPublisher = caller(pool, 'publisher', 50)
  const wakeAll = () => {
    for (const loop of loops.values()) loop.wake()
  }
  const ear = openEar(url, { [WAKE_CHANNEL]: wake, catalog: () => wake('catalog') }, wakeAll)
  const options = {
    clock,
    busy: ground.busy,
    observe: metrics.loop,
    onFailure: (loop: string, err: unknown, pauseMs: number) =>
      log.error({ err, loop, pauseMs }, 'a worker loop failed and pauses'),
  }
  return {
    start: (specs) => {
      for (const spec of specs) loops.set(spec.name, startLoop(spec, options))
    },
    wake,
    afterBatch: (operation) => {
      // Another process may be the one that publishes.
      if (loops.has('publisher')) wake('publisher')
      else callPublisher()
      for (const loop of WAKES[operation] ?? []) wake(loop)
    },
    stop: async () => {
      await ear.close()
      await Promise.all([...loops.values()].map((loop) => loop.stop()))
    },
  }
}

/** Publishes events and sends webhooks. */
export function openMessages(ground: Ground, loops: Loops, life: Lifecycle): void {
  const { db, commandDb, clock, log, config } = ground
  const sender = poster({
    clock,
    resolve: remembering(systemResolve, () => clock.now().getTime()),
    allowPrivate: config.demo,
    timeoutMs: LETTER_TIMEOUT_MS,
  })
  const letters = courier({
    db,
    clock,
    seal: seal(ground.secret, 'webhook'),
    poster: sender,
    maxInFlight: 128,
    perEndpoint: 16,
    busy: ground.busy,
    onRoom: () => loops.wake('webhooks'),
    onDefect: (err) => log.error({ err }, 'a webhook try could not be written down'),
  })
  life.opened('webhooks', async () => {
    await letters.drain(GRACE_MS)
    sender.dispose()
  })
  // As often as there are batches, so their statements stay prepared too.
  loops.start(outboxLoops(commandDb, letters, loops.wake))
}

type PushParts = {
  readonly ways: Ports
  readonly channels: Channels
}

/** Tells people of the nodes of their payments. */
export function openPushes(
  ground: Ground,
  { ways, channels }: PushParts,
  loops: Loops,
  life: Lifecycle,
): void {
  const { db, commandDb, clock, log } = ground
  const wakeSender = () => loops.wake('push_sender')
  const available = Object.keys(ways) as OutwardWay[]
  const teller = openTeller({ db, commandDb, clock, channels, available }, wakeSender)
  const sender = openSender({
    db,
    clock,
    ports: ways,
    perWay: 32,
    busy: ground.busy,
    timeoutMs: PORT_TIMEOUT_MS,
    onRoom: wakeSender,
    onDefect: (err) => log.error({ err }, 'a push try could not be written down'),
  })
  life.opened('pushes', () => sender.drain(GRACE_MS))
  loops.start(pushLoops(teller, sender))
}

/** Looks at what has changed, all day long, and at everything every night, whoever of all processes does it. */
export function watchLoops({ db, log }: Ground): LoopSpec[] {
  // A broken invariant is the loudest thing that this house can say.
  const tell = (scope: string, breaks: number): void => {
    if (breaks > 0) log.error({ scope, breaks }, 'the auditor found broken invariants')
  }
  const audit = async (now: Date): Promise<number> => {
    const { breaks } = await runAudit(db, 'whole', now)
    tell('whole', breaks)
    return breaks
  }
  return [...auditLoops(db, tell), nightlyLoop(db, { name: 'audit', minute: AUDIT_MINUTE, run: audit })]
}

/** Removes what has served its time, when shops sleep. */
export function retentionLoop({ db, log }: Ground): LoopSpec {
  const forgetAll = async (now: Date, signal: AbortSignal): Promise<number> => {
    const removed =
      (await forget(db, now, signal)) +
      (await forgetDeliveries(db, now, signal)) +
      (await forgetPushes(db, now, signal)) +
      (await forgetForgeries(db, now, signal)) +
      (await forgetEvents(db, now, signal)) +
      (await forgetSpentCredentials(db, now))
    log.info({ removed }, 'what had served its time was removed')
    return removed
  }
  return nightlyLoop(db, { name: 'retention', minute: RETENTION_MINUTE, run: forgetAll })
}
