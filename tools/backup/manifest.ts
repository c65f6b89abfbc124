import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Count = Type.Integer({ minimum: 0 })

const TableRecord = Type.Object({
  name: Type.String(),
  columns: Type.Array(Type.String()),
  rows: Count,
  /** Of the plain COPY text, in the order of the primary key: equal for equal content, wherever it lies. */
  sha256: Sha256,
})

const ManifestShape = Type.Object({
  format: Type.Literal('tongbao-backup-1'),
  takenAt: Type.String(),
  migrations: Type.Array(Type.Object({ name: Type.String(), checksum: Sha256 })),
  tables: Type.Array(TableRecord),
  sequences: Type.Array(Type.Object({ name: Type.String(), value: Type.String(), called: Type.Boolean() })),
})

export type Manifest = Static<typeof ManifestShape>
export type TableRecord = Static<typeof TableRecord>

export const parseManifest = (text: string): Manifest => {
  const value: unknown = JSON.parse(text)
  if (!Value.Check(ManifestShape, value)) throw new Error('the manifest is not one of a Tongbao backup')
  return value
}

export const entryOf = (table: string): string => `tables/${table}.copy.zst`
