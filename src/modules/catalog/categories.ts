import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { nextCatalogVersion } from './store.ts'
import type { CategoryFacts } from './types.ts'
import type { CatalogRejection, Editor } from './types-edit.ts'

export type SaveCategory = {
  readonly code: string
  readonly parentId: number | null
  readonly name: string
  readonly nameEn: string
  readonly sort: number
  readonly by: Editor
}

/** Makes a category, or renames and re-sorts the one of that code where it hangs; the tree is the platform's. */
export async function saveCategoryIn(
  tx: Tx,
  command: SaveCategory,
): Promise<Outcome<CategoryFacts, CatalogRejection>> {
  const { code, parentId, name, nameEn, sort, by } = command
  if (by.shopId !== null) return reject('foreign_shop')
  if (parentId !== null) {
    const parent = await sql`select 1 from category where id = ${parentId}`.execute(tx)
    if (parent.rows.length === 0) return reject('category_not_found', { param: 'parentId' })
  }
  const known = await sql<{ parent_id: number | null }>`
    select parent_id from category where code = ${code}`.execute(tx)
  if (known.rows.some((row) => row.parent_id !== parentId)) {
    return reject('category_parent_fixed', { param: 'parentId' })
  }
  const catalog = await nextCatalogVersion(tx)
  const { rows } = await sql<{ id: number; parent_id: number | null }>`
    insert into category (code, parent_id, name, name_en, sort, catalog_version)
    values (${code}, ${parentId}, ${name}, ${nameEn}, ${sort}, ${catalog})
    on conflict (code) do update set name = excluded.name, name_en = excluded.name_en, sort = excluded.sort,
      catalog_version = excluded.catalog_version
    returning id, parent_id`.execute(tx)
  const row = present(rows[0], 'saved category')
  return accept({ categoryId: row.id, parentId: row.parent_id, name: { zh: name, en: nameEn }, sort })
}

export async function listCategories(db: Db): Promise<CategoryFacts[]> {
  const { rows } = await sql<CategoryFacts>`
    select id as "categoryId", parent_id as "parentId",
      jsonb_build_object('zh', name, 'en', name_en) as name, sort
    from category order by sort, id`.execute(db)
  return rows
}
