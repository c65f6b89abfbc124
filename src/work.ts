import type { Ground } from './ground.ts'
import type { Lifecycle } from './lifecycle.ts'
import { courier, forgetDeliveries, poster, systemResolve } from './modules/message/index.ts'
import { openPool } from './platform/db.ts'
import { forget } from './platform/retention.ts'
import { seal } from './platform/seal.ts'
import {
  type Job,
  type Loop,
  type LoopSpec,
  openEar,
  outboxLoops,
  startJobs,
  startLoop,
  WAKE_CHANNEL,
  watchFigures,
} from './worker/index.ts'

/** Letters may take this long to end when the process is told to stop. */
const GRACE_MS = 5_000
const LETTER_TIMEOUT_MS = 10_000
/** The jobs' engine is loaded when the start is over: it is big, and nothing waits for it. */
const JOBS_AFTER_MS = 15_000

export type Worker = { readonly wake: (loop: string) => void }

/** Starts every loop. `specs` are those of the flows; the outbox and the webhooks are added here. */
export function openWorker(ground: Ground, specs: readonly LoopSpec[], life: Lifecycle): Worker {
  const { db, clock, log, metrics, config, url } = ground
  const loops = new Map<string, Loop>()
  const wake = (name: string) => loops.get(name)?.wake()
  const sender = poster({
    clock,
    resolve: systemResolve,
    allowPrivate: config.demo,
    timeoutMs: LETTER_TIMEOUT_MS,
  })
  const letters = courier({
    db,
    clock,
    seal: seal(ground.secret, 'webhook'),
    poster: sender,
    maxInFlight: 256,
    perEndpoint: 4,
    onRoom: () => wake('webhooks'),
    onDefect: (err) => log.error({ err }, 'a webhook try could not be written down'),
  })
  const options = {
    clock,
    observe: metrics.loop,
    onFailure: (loop: string, err: unknown, pauseMs: number) =>
      log.error({ err, loop, pauseMs }, 'a worker loop failed and pauses'),
  }
  for (const spec of [...specs, ...outboxLoops(db, letters, wake)])
    loops.set(spec.name, startLoop(spec, options))
  const ear = openEar(url, { [WAKE_CHANNEL]: wake }, () => {
    for (const loop of loops.values()) loop.wake()
  })
  watchFigures(metrics, db, clock.now)
  life.opened('webhooks', async () => {
    await letters.drain(GRACE_MS)
    sender.dispose()
  })
  life.opened('loops', async () => {
    await ear.close()
    await Promise.all([...loops.values()].map((loop) => loop.stop()))
  })
  openJobs(ground, life)
  return { wake }
}

function openJobs({ url, db, clock, log }: Ground, life: Lifecycle): void {
  const jobs: Job[] = [
    {
      name: 'retention',
      at: '20 19 * * *', // 03:20 in China, when shops sleep
      run: async (signal) => {
        const now = clock.now()
        const removed = (await forget(db, now, signal)) + (await forgetDeliveries(db, now, signal))
        log.info({ removed }, 'what had served its time was removed')
      },
    },
  ]
  let started: ReturnType<typeof startJobs> | undefined
  let pool: ReturnType<typeof openPool> | undefined
  const timer = setTimeout(() => {
    // Connections of its own: a report must not take one from a buyer.
    pool = openPool({ url, max: 2, name: 'tongbao jobs' })
    started = startJobs(pool, jobs, log)
    started.catch((err: unknown) => log.error({ err }, 'the jobs could not be started'))
  }, JOBS_AFTER_MS)
  life.opened('jobs', async () => {
    clearTimeout(timer)
    await (await started)?.stop()
    await pool?.end()
  })
}
