import { parseArgs } from 'node:util'
import { playCheckout } from './checkout/story.ts'
import { Refused } from './client.ts'
import { startProduct } from './product.ts'
import { playSale } from './sale/story.ts'

/**
 * `npm run demo`: plays the stories through the public API of a product of its own, on a database of its own.
 * `npm run demo -- --url http://localhost:8000` plays them on the demo that runs there.
 */
const read = () => {
  try {
    return parseArgs({ options: { url: { type: 'string' } } }).values
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: npm run demo -- [--url http://localhost:8000]`)
    process.exit(2)
  }
}
const values = read()

/** What a person can do something about is said in a line. */
const sayWhy = (error: unknown): void => {
  const { code } = ((error as Error).cause ?? {}) as { code?: string }
  const words =
    error instanceof Refused
      ? error.message
      : code === 'ECONNREFUSED'
        ? `nothing answers at ${values.url}: is npm start running there?`
        : null
  if (words === null) throw error
  console.error(`The story ends here: ${words}`)
  process.exitCode = 1
}

const product = values.url ? undefined : await startProduct()
try {
  const url = values.url ?? product!.url
  for (const play of [playSale, playCheckout]) await play(url, (line) => console.log(line))
} catch (error) {
  sayWhy(error)
} finally {
  await product?.close()
}
