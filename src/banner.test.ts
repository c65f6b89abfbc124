import { expect, it } from 'vitest'
import { banner } from './banner.ts'

const product = {
  publicUrl: 'https://shop.example',
  simulatorUrl: null,
  signIns: null,
  roles: { api: true, worker: true },
  lacks: [],
}

it('a house that lacks something says what, and how it gets it', () => {
  expect(banner(product, 1_200)).not.toContain('Missing')
  const lacks = ['nobody to sign in to the console: npm run staff -- <name>', 'a payment channel']
  expect(
    banner({ ...product, lacks }, 1_200)
      .split('\n')
      .slice(3),
  ).toEqual([
    '  Store           https://shop.example/',
    '  Console         https://shop.example/console/',
    '  API reference   https://shop.example/docs/',
    '  Missing         nobody to sign in to the console: npm run staff -- <name>',
    '                  a payment channel',
    '',
    '',
  ])
})
