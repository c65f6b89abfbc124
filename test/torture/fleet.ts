import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Channel } from '../../src/channels/index.ts'
import { type Answer, type Ask, type Call, callsOf, type FromServer, type Request } from './protocol.ts'
import { LONG_MS, until } from './until.ts'

const program = fileURLToPath(new URL('./server.ts', import.meta.url))
/** After this a request counts as unanswered and is sent again, perhaps to the other process; each time later. */
const PATIENCE_MS = 3_000
const LONGEST_PATIENCE_MS = 60_000

/**
 * Where in its work a process may be caught: a request has just reached it, its call has reached the provider and was
 * not carried out, was carried out and is not answered, or has just been answered.
 */
export type Moment = 'asked' | 'called' | 'carried_out' | 'answered'

/** Says whether the process is to die here; `what` is the request or the call. */
export type Ambush = (what: Ask['op'] | Call['method'], moment: Moment) => boolean

type Server = {
  child: ChildProcess
  isReady: boolean
  readonly waiting: Map<number, (answer: Answer) => void>
}

export type Fleet = {
  /** Asks until somebody answers; every repetition carries the same key. */
  readonly insist: (key: string, ask: Ask) => Promise<Exclude<Answer, { kind: 'unknown' }>>
  /** SIGKILL to one of the processes while it has something to answer; another is started in its place. Whether it had. */
  readonly kill: (which: number) => Promise<boolean>
  /** Whether anybody has something to answer. */
  readonly isBusy: () => boolean
  readonly stop: () => Promise<void>
}

/** Server processes side by side on one database. The provider they call lives here. */
export function openFleet(urls: readonly string[], channel: Channel, ambush: Ambush = () => false): Fleet {
  let serial = 0
  let isOver = false
  const calls = callsOf(channel)
  const spawn = (which: number): Server => {
    const env = { ...process.env, DATABASE_URL: urls[which] }
    const child = fork(program, {
      env,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const server: Server = { child, isReady: false, waiting: new Map() }
    child.on('message', (message: FromServer) => void hear(server, message))
    child.on('error', () => {})
    child.on('exit', () => {
      for (const [id, resolve] of server.waiting) resolve({ id, kind: 'unknown', why: 'killed' })
      if (!isOver && servers[which] === server) servers[which] = spawn(which)
    })
    return server
  }
  const dies = (server: Server, what: Ask['op'] | Call['method'], moment: Moment): boolean =>
    server.child.connected && ambush(what, moment) && server.child.kill('SIGKILL')
  const hear = async (server: Server, message: FromServer): Promise<void> => {
    if ('ready' in message) {
      server.isReady = true
    } else if ('call' in message) {
      if (dies(server, message.method, 'called')) return
      const said = await calls[message.method](...(message.args as never[]))
      if (dies(server, message.method, 'carried_out') || !server.child.connected) return
      server.child.send({ call: message.call, said }, () => dies(server, message.method, 'answered'))
    } else {
      server.waiting.get(message.id)?.(message)
      server.waiting.delete(message.id)
    }
  }
  const servers: Server[] = urls.map((_, which) => spawn(which))

  const isAtWork = (server: Server | undefined): boolean =>
    server?.isReady === true && server.child.connected && server.waiting.size > 0

  const askOnce = (server: Server, request: Request, patienceMs: number): Promise<Answer> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        server.waiting.delete(request.id)
        resolve({ id: request.id, kind: 'unknown', why: 'silence' })
      }, patienceMs)
      server.waiting.set(request.id, (answer) => {
        clearTimeout(timer)
        resolve(answer)
      })
      server.child.send(request, (error) => {
        if (error) server.waiting.get(request.id)?.({ id: request.id, kind: 'unknown', why: 'gone' })
        // It has begun by then, and is somewhere between its first statement and its answer.
        else setTimeout(() => dies(server, request.ask.op, 'asked'), request.id % 8)
      })
    })

  return {
    async insist(key, ask) {
      const whys: string[] = []
      const limit = Date.now() + LONG_MS
      for (let turn = 0; Date.now() < limit; turn++) {
        const server = servers[(turn + key.length) % servers.length]
        if (server?.isReady && server.child.connected) {
          serial += 1
          const silences = whys.filter((why) => why === 'silence').length
          const patienceMs = Math.min(PATIENCE_MS * 2 ** silences, LONGEST_PATIENCE_MS)
          const answer = await askOnce(server, { id: serial, key, ask }, patienceMs)
          if (answer.kind !== 'unknown') return answer
          whys.push(answer.why)
        }
        await sleep(50)
      }
      throw new Error(`nobody answers ${ask.op} ${key}: ${whys.slice(-3).join('; ')} (${whys.length} tries)`)
    },
    async kill(which) {
      // A process that is killed before it ever works proves nothing, and on a slow machine nobody would be left.
      const found = await until(() => isAtWork(servers[which]), LONG_MS, 5)
      servers[which]?.child.kill('SIGKILL')
      return found
    },
    isBusy: () => servers.some(isAtWork),
    async stop() {
      isOver = true
      const ends = servers.map(({ child }) => new Promise((resolve) => child.once('exit', resolve)))
      for (const { child } of servers) child.kill('SIGKILL')
      await Promise.all(ends)
    },
  }
}
