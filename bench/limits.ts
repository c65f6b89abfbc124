import { generateKeyPairSync, sign, verify } from 'node:crypto'
import type pg from 'pg'

/** Operations per second of `once`, over at least `ms`. */
async function rate(ms: number, once: (i: number) => unknown): Promise<number> {
  const began = performance.now()
  let count = 0
  while (performance.now() - began < ms) await once(count++)
  return (count * 1000) / (performance.now() - began)
}

/** RSA-2048 with SHA-256 on one core, as WeChat Pay v3 asks it. */
export async function rsaRates(ms: number): Promise<{ sign: number; verify: number }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const text = Buffer.from(`POST\n/v3/pay/transactions/native\n1700000000\nnonce\n${'x'.repeat(300)}\n`)
  const signature = sign('sha256', text, privateKey)
  return {
    sign: await rate(ms, () => sign('sha256', text, privateKey)),
    verify: await rate(ms, () => verify('sha256', text, publicKey, signature)),
  }
}

/**
 * Durable commits per second: one small row each, over so many connections. What one transaction per order could
 * reach at most on this disk.
 */
export async function commitRate(pool: pg.Pool, connections: number, ms: number): Promise<number> {
  await pool.query('create table if not exists bench_commit (id bigint generated always as identity, n int)')
  const began = performance.now()
  let count = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = await pool.connect()
      try {
        while (performance.now() - began < ms) {
          await client.query({
            name: 'c',
            text: 'insert into bench_commit (n) values ($1)',
            values: [count++],
          })
        }
      } finally {
        client.release()
      }
    }),
  )
  const perSecond = (count * 1000) / (performance.now() - began)
  await pool.query('drop table bench_commit')
  return perSecond
}
