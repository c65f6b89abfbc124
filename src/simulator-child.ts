import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ChannelKeys } from './platform/channel-keys/index.ts'

export type SimulatorChild = {
  readonly url: string
  /** The merchant's accounts at the simulated providers. */
  readonly credentials: ChannelKeys
  /** The sign-in that the simulator offers: its client for the store. */
  readonly oauth: { readonly clientId: string; readonly clientSecret: string }
  /** Stripe sends events where its dashboard says, not where a payment says: the simulated one is told here. */
  readonly sendEventsTo: (url: string) => Promise<void>
  readonly close: () => Promise<void>
}

export type ChildOptions = {
  readonly home: string
  readonly host: string
  /** Tried first, so that QR codes and bookmarks outlive a restart; taken: any free port. */
  readonly port: number
  /** It ended by itself and is started again at its address, with its memory. */
  readonly onLost?: () => void
}

const CLIENT_ID = 'tongbao-store'

const main = fileURLToPath(new URL('../simulator/main.ts', import.meta.url))

const AGAIN_MS = 1_000

/**
 * Starts the demo's payment provider as a process of its own: it is another company, and its memory is not ours.
 * It ends with this process, however this process ends, because its channel to us closes. Where another server has
 * started one on the same folder, that one is used.
 */
export async function startSimulator(options: ChildOptions): Promise<SimulatorChild> {
  const first = (await launch(options, options.port)) ?? (await launch(options, 0))
  if (!first) throw new Error('the simulator did not start')
  const { url } = first
  let { child } = first
  let isClosing = false
  let events: string | null = null
  const tellEvents = async () => {
    if (events === null) return
    await fetch(`${url}/control/stripe/endpoint`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ url: events }),
    })
  }
  const keep = (one: ChildProcess): void => {
    one.once('exit', () => void again())
  }
  const again = async (): Promise<void> => {
    if (isClosing) return
    options.onLost?.()
    for (let next: Launched | undefined; !next && !isClosing; ) {
      await sleep(AGAIN_MS, undefined, { ref: false })
      next = await launch(options, Number(new URL(url).port)).catch(() => undefined)
      if (!next) continue
      child = next.child
      if (isClosing) return end(child)
      keep(child)
      await tellEvents()
    }
  }
  keep(child)
  const answer = await fetch(`${url}/control/credentials`)
  const { oauth, ...credentials } = (await answer.json()) as ChannelKeys & Pick<SimulatorChild, 'oauth'>
  return {
    url,
    credentials,
    oauth,
    sendEventsTo: (address) => {
      events = address
      return tellEvents()
    },
    close: () => {
      isClosing = true
      return end(child)
    },
  }
}

type Launched = { readonly child: ChildProcess; readonly url: string }

/** Undefined when it ended before it said where it listens: the port is taken. */
async function launch({ home, host }: ChildOptions, port: number): Promise<Launched | undefined> {
  const child = spawn(
    process.execPath,
    [main, '--join', '--port', String(port), '--host', host, '--home', home, '--client-id', CLIENT_ID],
    {
      // Its own group: Ctrl-C in the terminal reaches only us, and we end it after the last call.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  const said = createInterface({ input: child.stdout! })
  const errors: string[] = []
  child.stderr?.on('data', (text: Buffer) => errors.push(text.toString('utf8')))
  const url = await new Promise<string | undefined>((resolve) => {
    said.on('line', (line) => {
      const found = /^Simulator\s+(http\S+?)\/?$/.exec(line)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', () => resolve(undefined))
  })
  if (url) return { child, url }
  const words = errors.join('')
  if (port !== 0 && words.includes('EADDRINUSE')) return undefined
  throw new Error(`the simulator ended at once: ${words.trim().split('\n').slice(-5).join('\n')}`)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await Promise.race([once(child, 'exit'), sleep(3_000, undefined, { ref: false })])
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}
