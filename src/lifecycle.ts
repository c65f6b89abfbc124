import type { Log } from './platform/log.ts'

export type Lifecycle = {
  /** Remembers how to end what was just opened. Ended in the opposite order. */
  readonly opened: (what: string, close: () => unknown) => void
  /** Ends everything, once; a part that fails to end is logged and does not keep the others. */
  readonly close: () => Promise<void>
}

export function lifecycle(log: Log): Lifecycle {
  const open: { what: string; close: () => unknown }[] = []
  let closing: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    for (const { what, close } of open.reverse()) {
      try {
        await close()
      } catch (err) {
        log.error({ err, part: what }, 'could not be closed')
      }
    }
  }
  return {
    opened: (what, close) => {
      open.push({ what, close })
    },
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}

/**
 * The first SIGTERM or Ctrl-C ends the process in order, the second at once: what was acknowledged is safe either
 * way, for it is committed.
 */
export function onSignals(stop: (signal: string) => Promise<void>): void {
  let asked = false
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 1)
      asked = true
      void stop(signal).finally(() => process.exit(0))
    })
  }
}
