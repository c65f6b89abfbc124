import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}test/scratch-${process.pid}`
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program from the checkout and hears it out. */
const run = async (
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; lines: string[] }> => {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, lines: said.trimEnd().split('\n') }
}

const scratch = (name: string, body: string): string => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/${name}.test.ts`, `import { expect, test } from 'vitest'\n${body}`)
  return `${folder}/${name}.test.ts`
}

test.each([
  [
    'passing',
    `test('a', () => { expect(1).toBe(1) })\ntest('b', () => { expect(2).toBe(2) })`,
    0,
    '2 passed, 0 failed',
  ],
  [
    'failing',
    `test('a', () => { expect(1).toBe(2) })\ntest('b', () => { expect(1).toBe(1) })`,
    1,
    '1 passed, 1 failed',
  ],
  [
    'skipped',
    `test('a', () => { expect(1).toBe(1) })\ntest.skip('b', () => {})`,
    0,
    '1 passed, 0 failed, 1 skipped',
  ],
  [
    'broken',
    `test('a', () => { expect(1).toBe(1) })\nthrow new Error('cannot be loaded')`,
    1,
    '0 passed, 1 failed',
  ],
])(
  'a %s run ends with the plain line and the right exit code',
  { timeout: 60_000 },
  async (name, body, code, line) => {
    const result = await run(['tools/run.mjs', 'test', scratch(name, body)])
    expect([result.code, result.lines.at(-1)]).toEqual([code, line])
  },
)

test('a run without tests is red', { timeout: 60_000 }, async () => {
  const result = await run(['tools/run.mjs', 'test', `${folder}/nowhere.test.ts`])
  expect([result.code, result.lines.at(-1)]).toEqual([1, '0 passed, 0 failed'])
})

test('tests never see the database and the keys of a shell set up for production', {
  timeout: 60_000,
}, async () => {
  const body = `test('a', () => {
    expect(Object.keys(process.env).filter((name) => /^(DATABASE_|WECHAT_|TONGBAO_SECRET)/.test(name))).toEqual([])
  })`
  const shell = {
    DATABASE_URL: 'postgres://prod/prod',
    TONGBAO_SECRET: 'x'.repeat(40),
    WECHAT_MCHID: '1900000001',
  }
  const result = await run(['tools/run.mjs', 'test', scratch('shell', body)], shell)
  expect(result.lines.at(-1)).toBe('1 passed, 0 failed')
})

test('an unknown command is refused', async () => {
  expect((await run(['tools/run.mjs', 'strat'])).code).toBe(2)
})

test('one Ctrl-C reaches the command once, though npm says it twice, and its exit code is handed on', async () => {
  const command = `let heard = 0
    process.on('SIGINT', () => { heard += 1 })
    setTimeout(() => process.exit(40 + heard), 900)
    process.stdout.write('ready')`
  const door = `const { runNode } = await import('${new URL('./node.mjs', import.meta.url)}')
    process.exitCode = await runNode(['-e', ${JSON.stringify(command)}])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', door], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  child.kill('SIGINT')
  await new Promise((resolve) => setTimeout(resolve, 60))
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([41, null])
})
