import { writeFileSync } from 'node:fs'
import { testDatabase } from '../test/support/database.ts'
import { typesFile } from './schema/files.ts'
import { typesOf } from './schema/types.ts'

/** npm run db:types: writes src/platform/schema.generated.ts from a database that ran all migrations. */
const database = await testDatabase()
try {
  writeFileSync(typesFile, await typesOf(database.url))
} finally {
  await database.drop()
}
