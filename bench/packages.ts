import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type Locked = {
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly os?: string | readonly string[]
  readonly cpu?: string | readonly string[]
}

/**
 * Packages that a server installs on this platform, as the lock file says: without those for development, and
 * without the programs of other platforms.
 */
export function installedPackages(): number {
  const lock = JSON.parse(
    readFileSync(fileURLToPath(new URL('../package-lock.json', import.meta.url)), 'utf8'),
  ) as { packages: Record<string, Locked> }
  const fits = (wanted: string | readonly string[] | undefined, is: string): boolean => {
    const list = [wanted ?? is].flat()
    return list.includes(is) || (list.some((one) => one.startsWith('!')) && !list.includes(`!${is}`))
  }
  return Object.entries(lock.packages).filter(
    ([path, { dev, os, cpu }]) =>
      path !== '' && !dev && fits(os, process.platform) && fits(cpu, process.arch),
  ).length
}
