import { describe, expect, it } from 'vitest'
import { banned } from './bans.ts'
import { readTree, type Source, source } from './tree.ts'

/** Files that reach a channel and could hold a transaction at the same time. */
const callsInTransaction = (tree: readonly Source[]): string[] =>
  tree
    .filter(
      ({ path, imports }) =>
        /^src\/(modules|flows|worker|http)\//.test(path) &&
        !path.includes('.test.') &&
        imports.some(
          (target) => target.startsWith('src/channels/') && !/[/-](types|reasons)\.ts$/.test(target),
        ),
    )
    .filter(({ text }) => /\bTx\b|\btransaction\s*\(|\bTransaction</.test(text))
    .map(
      ({ path }) =>
        `${path} reaches a channel and a transaction: intend, call, record are three steps (row N19)`,
    )

describe('bans', () => {
  it('[AB10] nothing banned stands in the tree: no SQL made of text, no hidden clock, no `any`, no vague name', () => {
    expect(readTree().flatMap(banned)).toEqual([])
  }, 90_000)

  it('[N19] no file holds both a channel and a transaction; modules and flows fetch nothing', () => {
    expect(callsInTransaction(readTree())).toEqual([])
    const bad = source(
      'src/flows/pay.ts',
      `import { wechat } from '../channels/index.ts'\ndb.transaction().execute(() => wechat.startPayment(request))`,
    )
    expect(callsInTransaction([bad])).toHaveLength(1)
  })

  it.each([
    ['src/modules/order/decide.ts', 'const at = Date.now()'],
    ['src/modules/order/decide.ts', 'const at = new Date()'],
    ['src/flows/place.ts', 'const luck = Math.random()'],
    ['test/simulation/world.ts', 'const luck = Math.random()'],
    ['src/http/server.ts', 'const body = request as any'],
    ['web/store/cart.tsx', 'const f = (x: any) => <b>{x}</b>'],
    ['src/platform/db.ts', 'class ConnectionManager {}'],
    ['src/platform/db.ts', 'const dateUtils = {}'],
    ['src/platform/string-utils.ts', 'export const a = 1'],
    ['src/modules/order/store.ts', 'pool.query(`select * from t where no = ${no}`)'],
    ['src/modules/order/store.ts', `pool.query('delete from t where no = ' + no)`],
    ['src/modules/order/store.ts', 'sql.raw(name)'],
    ['src/modules/payment/commands.ts', 'await fetch(url)'],
    ['src/http/server.ts', 'const port = process.env.PORT'],
    ['src/flows/place.ts', `console.log('here')`],
  ])('finds in %s: %s', (path, text) => {
    expect(banned(source(path, text))).toHaveLength(1)
  })

  it.each([
    ['src/kernel/clock.ts', 'const at = new Date()'],
    ['src/main.ts', 'const port = process.env.PORT'],
    ['src/modules/order/store.ts', 'const at = new Date(command.now)'],
    ['src/modules/order/store.ts', 'await sql`select * from t where no = ${no}`.execute(tx)'],
    ['src/modules/order/store.ts', `const text = 'any update of ' + no`],
    ['src/modules/order/store.ts', 'const database = 1 // a Manager would say any'],
  ])('lets stand in %s: %s', (path, text) => {
    expect(banned(source(path, text))).toEqual([])
  })
})
