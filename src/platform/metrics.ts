import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  /** Server errors and latency per route; `route` is the pattern, never the path (unbounded). */
  readonly http: (request: { method: string; route: string; status: number; seconds: number }) => void
  readonly lane: (batch: { operation: string; size: number; ms: number; waiting: number }) => void
  readonly loop: (round: { loop: string; seconds: number; done: number; failed: boolean }) => void
  /** A figure that is asked for when somebody looks. A failing question leaves its gauge out, not the page. */
  readonly watch: (gauge: Watched) => void
  /** The page in the Prometheus text format. */
  readonly text: () => Promise<string>
  readonly contentType: string
}

export type Watched = {
  readonly name: string
  readonly help: string
  readonly label?: string
  readonly read: () => Promise<number | ReadonlyMap<string, number>> | number
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const SIZES = [1, 2, 5, 10, 25, 50, 100, 250, 500]

/** The figures of this process. `onFault` hears which gauge could not be read. */
export function openMetrics(onFault: (name: string, error: unknown) => void): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const http = new Histogram({
    name: 'tongbao_http_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })
  const batches = new Histogram({
    name: 'tongbao_lane_batch_size',
    help: 'Commands that shared a commit',
    labelNames: ['operation'],
    buckets: SIZES,
    registers,
  })
  const commits = new Histogram({
    name: 'tongbao_lane_seconds',
    help: 'Time of a batch from its first statement to its commit',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  })
  const waiting = new Gauge({
    name: 'tongbao_lane_waiting',
    help: 'Commands that waited when the last batch of the lane ended',
    labelNames: ['operation'],
    registers,
  })
  const rounds = new Histogram({
    name: 'tongbao_loop_seconds',
    help: 'Rounds of a worker loop',
    labelNames: ['loop', 'result'],
    buckets: SECONDS,
    registers,
  })
  const done = new Counter({
    name: 'tongbao_loop_done_total',
    help: 'What the rounds of a worker loop have done',
    labelNames: ['loop'],
    registers,
  })
  return {
    http: ({ method, route, status, seconds }) => http.labels(method, route, String(status)).observe(seconds),
    lane: ({ operation, size, ms, waiting: depth }) => {
      batches.labels(operation).observe(size)
      commits.labels(operation).observe(ms / 1000)
      waiting.labels(operation).set(depth)
    },
    loop: ({ loop, seconds, done: count, failed }) => {
      rounds.labels(loop, failed ? 'failed' : 'done').observe(seconds)
      if (count > 0) done.labels(loop).inc(count)
    },
    watch: (gauge) => watch(gauge, registry, onFault),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function watch({ name, help, label, read }: Watched, registry: Registry, onFault: OnFault): void {
  new Gauge({
    name,
    help,
    labelNames: label ? [label] : [],
    registers: [registry],
    async collect() {
      this.reset()
      try {
        const value = await read()
        if (typeof value === 'number') this.set(value)
        else for (const [of, number] of value) this.labels(of).set(number)
      } catch (error) {
        // Not zero: nobody knows.
        if (!label) this.set(Number.NaN)
        onFault(name, error)
      }
    },
  })
}

type OnFault = (name: string, error: unknown) => void
