import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { CELLS, type Cell, isOnAtFirst } from './nodes.ts'

const nameOf = ({ node, audience, way }: Cell): string => `${node}|${audience}|${way}`

export type Switch = Cell & { readonly on: boolean; readonly atFirst: boolean }

/** Every switch as it stands: what staff has set, else what it is at first. */
export async function readSwitches(db: Db | Tx): Promise<readonly Switch[]> {
  const { rows } = await sql<Cell & { is_on: boolean }>`
    select node, audience, way, is_on from push_switch`.execute(db)
  const set = new Map(rows.map((row) => [nameOf(row), row.is_on]))
  return CELLS.map((cell) => {
    const atFirst = isOnAtFirst(cell)
    return { ...cell, atFirst, on: set.get(nameOf(cell)) ?? atFirst }
  })
}

/** Whether a cell is switched on; what is no cell is off. */
export function isOnIn(switches: readonly Switch[]): (cell: Cell) => boolean {
  const on = new Set(switches.filter((one) => one.on).map(nameOf))
  return (cell) => on.has(nameOf(cell))
}

export async function setSwitch(
  db: Db | Tx,
  {
    node,
    audience,
    way,
    on,
    by,
    now,
  }: Cell & { readonly on: boolean; readonly by: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into push_switch (node, audience, way, is_on, changed_by, changed_at)
    values (${node}, ${audience}, ${way}, ${on}, ${by}, ${now})
    on conflict (node, audience, way) do update
      set is_on = excluded.is_on, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    db,
  )
}
