/**
 * PostgreSQL as a part of the product: the embedded server for a laptop, the demo and the tests.
 * Invariants: a live server is joined, never doubled; what it acknowledged survives a kill; only loopback hears it.
 */

export { refuseUnsafeDurability } from './durability.ts'
export { type EmbeddedPostgres, startEmbedded } from './embedded.ts'
export { type OpenedDatabase, openDatabase } from './open.ts'
