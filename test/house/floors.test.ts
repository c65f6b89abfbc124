import { describe, expect, it } from 'vitest'
import { brokenFloors, FLOORS } from './floors.ts'
import { isTest, readTree, source } from './tree.ts'

const broken = (path: string, text: string) => brokenFloors([source(path, text)])

describe('floors', () => {
  it('[AB14] [N1] imports go downward only, types included; no module imports a sibling', () => {
    expect(brokenFloors(readTree())).toEqual([])
  })

  it('every server and web file stands on a floor', () => {
    const homeless = readTree()
      .map(({ path }) => path)
      .filter(
        (path) => /^(src|simulator)\//.test(path) && !isTest(path) && !FLOORS.some(({ at }) => at.test(path)),
      )
    expect(homeless).toEqual([])
  })

  it.each([
    ['up', 'src/kernel/money.ts', `import type { Db } from '../platform/db.ts'`],
    ['sideways', 'src/modules/order/store.ts', `import { pay } from '../payment/index.ts'`],
    [
      'sideways by a type',
      'src/modules/order/types.ts',
      `import type { Payment } from '../payment/types.ts'`,
    ],
    ['sideways from the ledger', 'src/modules/ledger/store.ts', `import { pay } from '../payment/index.ts'`],
    ['to a flow', 'src/modules/payment/commands.ts', `import { place } from '../../flows/place.ts'`],
    ['to a door', 'src/flows/place.ts', `import { route } from '../http/server.ts'`],
    ['between doors', 'src/worker/sweeps.ts', `import { route } from '../http/server.ts'`],
    ['a channel to SQL', 'src/channels/wechat/index.ts', `import { openDb } from '../../platform/db.ts'`],
    [
      'a module to a channel',
      'src/modules/payment/decide.ts',
      `import { wechat } from '../../channels/index.ts'`,
    ],
    ['a decision to SQL', 'src/modules/order/decide.ts', `import { openDb } from '../../platform/db.ts'`],
    ['a decision to its store', 'src/modules/order/decide.ts', `import { save } from './store.ts'`],
    ['a decision to a package', 'src/modules/order/decide.ts', `import { v4 } from 'uuid'`],
    ['the server to a test', 'src/http/server.ts', `import { clone } from '../../test/support/database.ts'`],
    [
      'the auditor to a rule',
      'src/auditor/stock.ts',
      `import { reserve } from '../modules/inventory/decide.ts'`,
    ],
    [
      'a page to the server',
      'web/store/cart.tsx',
      `import { quote } from '../../src/modules/pricing/decide.ts'`,
    ],
    ['the store to the console', 'web/store/cart.tsx', `import { Menu } from '../console/menu.tsx'`],
    [
      'the simulator to our channel',
      'simulator/sign.ts',
      `import { sign } from '../src/channels/wechat/sign.ts'`,
    ],
    ['by a dynamic import', 'src/kernel/id.ts', `await import('../platform/db.ts')`],
  ])('refuses an import %s', (_way, path, text) => {
    expect(broken(path, text)).not.toEqual([])
  })

  it.each([
    ['src/modules/order/store.ts', `import { post } from '../ledger/index.ts'`],
    [
      'src/modules/order/decide.ts',
      `import { sum } from '../../kernel/money.ts'\nimport { order } from './machine.ts'`,
    ],
    ['src/flows/place.ts', `import { reserve } from '../modules/inventory/index.ts'`],
    [
      'web/store/cart.tsx',
      `import { orderMachine } from '../../src/modules/order/machine.ts'\nimport { Card } from 'antd'`,
    ],
    ['src/auditor/history.ts', `import { attemptMachine } from '../modules/payment/machine.ts'`],
  ])('allows %s', (path, text) => {
    expect(broken(path, text)).toEqual([])
  })
})
