import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { startProduct } from '../examples/product.ts'
import { openTokens } from '../src/modules/account/index.ts'
import { DEMO_BUYERS } from '../src/seed/index.ts'
import { median } from './statistics.ts'

const home = fileURLToPath(new URL('../.tongbao/bench-start', import.meta.url))

export type Beginning = {
  /** From the start of the process, data folder present, to the first accepted order; milliseconds. */
  readonly firstOrderMs: number
  readonly readyMs: number
  /** Resident memory of the server's Node process at rest, bytes. */
  readonly idleBytes: number
}

/** Starts the product as `npm start` does, on data that exists, several times. */
export async function measureBeginning(runs: number, restMs: number): Promise<Beginning> {
  await (await startProduct({ home })).close()
  const firstOrders: number[] = []
  const ready: number[] = []
  let idleBytes = Number.NaN
  for (let run = 0; run < runs; run++) {
    const began = performance.now()
    const product = await startProduct({ home })
    await order(product.url)
    firstOrders.push(performance.now() - began)
    ready.push(product.readyMs)
    if (run === runs - 1) {
      await sleep(restMs)
      idleBytes = residentBytes(product.pid)
    }
    await product.close()
  }
  return { firstOrderMs: median(firstOrders), readyMs: median(ready), idleBytes }
}

/** One order by a buyer who is signed in already. */
async function order(url: string): Promise<void> {
  const buyer = DEMO_BUYERS[0]!
  const token = openTokens(readFileSync(join(home, 'secret'), 'utf8').trim()).mint(
    { kind: 'buyer', id: buyer.id, name: buyer.name, sessionId: 'bench' },
    new Date(),
  )
  const ask = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'idempotency-key': crypto.randomUUID(),
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
  type Named = { items: { id: number; soldOut?: boolean }[] }
  const { items: addresses } = await ask<Named>('GET', '/v1/addresses')
  const { items: products } = await ask<Named>('GET', '/v1/products?limit=20')
  const { skus } = await ask<{ skus: { id: number; available: number }[] }>(
    'GET',
    `/v1/products/${products.find(({ soldOut }) => !soldOut)!.id}`,
  )
  const lines = [{ skuId: skus.find(({ available }) => available > 0)!.id, quantity: 1 }]
  const addressId = addresses[0]!.id
  const { hash } = await ask<{ hash: string }>('POST', '/v1/quotes', { lines, addressId })
  await ask('POST', '/v1/trades', { lines, addressId, quoteHash: hash })
}

/** Linux only; elsewhere not known. */
function residentBytes(pid: number): number {
  try {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kib) * 1024
  } catch {
    return Number.NaN
  }
}
