import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { masked } from '../golden.ts'
import { type Product, startProduct } from '../product.ts'
import { playSale } from './story.ts'

const golden = new URL('./golden.txt', import.meta.url)
let product: Product
beforeAll(async () => {
  product = await startProduct()
}, 120_000)
afterAll(() => product?.close())

it('[N11] the story of the sale and its accidents ends as written', { timeout: 180_000 }, async () => {
  const text = masked(await playSale(product.url, () => {}))
  // UPDATE_GOLDEN=1 writes the story anew; the difference is then read by a person.
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, text)
  expect(text).toBe(readFileSync(golden, 'utf8'))
})
