import { writeFileSync } from 'node:fs'
import { testDatabase } from '../test/support/database.ts'
import { dumpSchema } from './schema/dump.ts'
import { schemaFile } from './schema/files.ts'

/** npm run db:schema: writes migrations/schema.sql from a database that ran all migrations. */
const database = await testDatabase()
try {
  writeFileSync(schemaFile, await dumpSchema(database.pool))
} finally {
  await database.drop()
}
