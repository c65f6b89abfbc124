import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const typeCheck = 'node_modules/typescript-native/bin/tsc'

/** Exit code and what was said; a check that finds something says what. */
const run = (args: string[]): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 16_777_216 }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, said: error ? `${stdout}${stderr}`.slice(-6_000) : '' })
    })
  })

const checks: [string, string[]][] = [
  ['the server type-checks under every strict flag', [typeCheck, '-p', 'tsconfig.json']],
  ['the web type-checks', [typeCheck, '-p', 'web/tsconfig.json']],
  ['lint and format find nothing', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']],
  ['no dead file, export or dependency', ['node_modules/knip/bin/knip.js', '--no-progress']],
]

test.each(
  checks.filter(([, args]) => !args.includes('web/tsconfig.json') || existsSync(`${root}/web/tsconfig.json`)),
)('%s', { timeout: 180_000 }, async (_, args) => {
  expect(await run(args)).toEqual({ code: 0, said: '' })
})

test('package-lock.json knows every platform package, so that npm ci works on all of them', () => {
  type Package = { optionalDependencies?: Record<string, string> }
  const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as {
    packages: Record<string, Package>
  }
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
    ),
  )
  expect(missing).toEqual([])
})
