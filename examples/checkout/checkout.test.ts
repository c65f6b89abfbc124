import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { masked } from '../golden.ts'
import { type Product, startProduct } from '../product.ts'
import { playCheckout } from './story.ts'

const golden = new URL('./golden.txt', import.meta.url)
let product: Product
beforeAll(async () => {
  product = await startProduct()
}, 120_000)
afterAll(() => product?.close())

it('[AB7] a shop’s own server sells, is told by a signed event, and gives back, as written', {
  timeout: 180_000,
}, async () => {
  const text = masked(await playCheckout(product.url, () => {}))
  // UPDATE_GOLDEN=1 writes the story anew; the difference is then read by a person.
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text)
  expect(text).toBe(readFileSync(golden, 'utf8'))
})
