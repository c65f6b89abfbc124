import { expect, it } from 'vitest'
import { lifecycle } from './lifecycle.ts'
import { openLog } from './platform/log.ts'

it('ends what was opened in the opposite order, once, and one that fails does not keep the others', async () => {
  const ended: string[] = []
  const life = lifecycle(openLog('silent'))
  life.opened('database', () => ended.push('database'))
  life.opened('broken', () => {
    throw new Error('broken')
  })
  life.opened('server', async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    ended.push('server')
  })
  await Promise.all([life.close(), life.close()])
  await life.close()
  expect(ended).toEqual(['server', 'database'])
})
