import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { restoreBackup } from './backup/restore.ts'
import { takeBackup } from './backup/take.ts'
import { openProduct, runTool } from './product/open.ts'

/**
 * npm run drill: a backup that was never restored is a hope. Backs the product's database up, restores it into a
 * database made for this on the same server, compares table by table, and removes both.
 */
await runTool(async () => {
  const product = await openProduct()
  const folder = await mkdtemp(join(tmpdir(), 'tongbao-drill-'))
  const name = `tongbao_drill_${process.pid}`
  const admin = new pg.Client({ connectionString: product.url })
  await admin.connect()
  try {
    const began = performance.now()
    const file = join(folder, 'drill.tar')
    await takeBackup(product.url, file, new Date())
    const taken = performance.now()
    await admin.query(`create database ${name} template template0`)
    const target = new URL(product.url)
    target.pathname = `/${name}`
    const { tables } = await restoreBackup(file, target.href)
    for (const table of tables)
      console.log(`${table.name.padEnd(32)} ${`${table.rows}`.padStart(12)} rows  equal`)
    const seconds = (from: number, to: number): string => `${((to - from) / 1000).toFixed(1)} s`
    console.log(
      `Backup ${seconds(began, taken)}, restore and proof ${seconds(taken, performance.now())}: passed`,
    )
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`)
    await admin.end()
    await rm(folder, { recursive: true, force: true })
    await product.close()
  }
})
