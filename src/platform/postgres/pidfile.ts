import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'

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

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Numbers are given again after a crash: is this process the server of that folder, or a stranger? */
export const serves = (pid: number, data: string): boolean => {
  if (!isAlive(pid)) return false
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
    if (process.platform === 'win32') return true
    const { stdout } = spawnSync('ps', ['-p', `${pid}`, '-o', 'comm='], { encoding: 'utf8' })
    return basename(stdout.trim()) === 'postgres'
  } catch {
    return false
  }
}
