import { parseArgs } from 'node:util'
import { playCheckout } from './checkout/story.ts'
import { startProduct } from './product.ts'
import { playSale } from './sale/story.ts'

/**
 * `npm run demo`: plays the stories through the public API of a product of its own, on a database of its own.
 * `npm run demo -- --url http://localhost:8080` plays them on the demo that runs there.
 */
const { values } = parseArgs({ options: { url: { type: 'string' } } })

const product = values.url ? undefined : await startProduct()
try {
  const url = values.url ?? product!.url
  for (const play of [playSale, playCheckout]) await play(url, (line) => console.log(line))
} finally {
  await product?.close()
}
