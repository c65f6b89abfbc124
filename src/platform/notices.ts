import pg from 'pg'

export type Listening = {
  readonly url: string
  readonly channels: readonly string[]
  /** A notice of PostgreSQL; its payload is a hint, never the truth. */
  readonly onNotice: (channel: string, payload: string) => void
  /** Connected again after a loss: notices were missed, so read everything anew. */
  readonly onRegained: () => void
  readonly retryMs?: number
}

export type Listener = { readonly close: () => Promise<void> }

/**
 * Hears NOTIFY on a connection of its own. When that breaks it connects again until `close`, so a listener never
 * gives up and never hides a gap. The first connection must succeed.
 */
export async function listen(options: Listening): Promise<Listener> {
  const { url, channels, onNotice, onRegained, retryMs = 500 } = options
  let closed = false
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'tongbao notices',
      keepAlive: true,
    })
    fresh.on('error', () => lost(fresh))
    fresh.on('end', () => lost(fresh))
    fresh.on('notification', ({ channel, payload }) => onNotice(channel, payload ?? ''))
    try {
      await fresh.connect()
      for (const channel of channels) await fresh.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    } catch (error) {
      await fresh.end().catch(() => {})
      throw error
    }
    if (closed) await fresh.end()
    else client = fresh
  }

  const lost = (which: pg.Client): void => {
    if (closed || which !== client) return
    client = null
    void which.end().catch(() => {})
    retry()
  }

  const retry = (): void => {
    timer = setTimeout(() => {
      connect().then(
        () => {
          if (!closed) onRegained()
        },
        () => {
          if (!closed) retry()
        },
      )
    }, retryMs)
  }

  await connect()
  return {
    close: async () => {
      closed = true
      clearTimeout(timer)
      const last = client
      client = null
      await last?.end().catch(() => {})
    },
  }
}
