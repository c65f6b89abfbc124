import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What PostgreSQL wrote about itself; the file is read here and only ever removed by PostgreSQL. */
export type PidFile = { pid: number; port: number; ready: boolean }

export const readPidFile = (data: string): PidFile | undefined => {
  let text: string
  try {
    text = readFileSync(join(data, 'postmaster.pid'), 'utf8')
  } catch {
    return undefined
  }
  const lines = text.split('\n')
  const pid = Number(lines[0])
  return pid > 0 ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' } : undefined
}

/** Whether the number is in use at all, also by a process that has ended and waits to be reaped. */
export const isTaken = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** An orphan that ended in a container without init is never reaped; it is not alive. */
export const isAlive = (pid: number): boolean =>
  isTaken(pid) && (process.platform !== 'linux' || !isZombie(pid))

const isZombie = (pid: number): boolean => {
  try {
    // The state follows the program's name, which stands in parentheses and may hold anything.
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\)/s, ''))
  } catch {
    return true
  }
}

/**
 * Numbers are given again after a crash: is this process the server of that folder, or a stranger?
 * Its command line says it, and may be read by everybody; its working folder may not, in most containers.
 */
export const serves = (pid: number, data: string): boolean => {
  if (!isAlive(pid)) return false
  // Windows tells no command line without another program; there the number has to do.
  if (process.platform === 'win32') return true
  return process.platform === 'linux'
    ? commandLine(pid).includes(`\0${data}\0`)
    : commandFromPs(pid).includes(` ${data} `)
}

const commandLine = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

const commandFromPs = (pid: number): string =>
  spawnSync('ps', ['-ww', '-p', `${pid}`, '-o', 'command='], { encoding: 'utf8' }).stdout
