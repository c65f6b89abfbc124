import type { Waiting } from '../../src/modules/payment/index.ts'

/** What was reported, by whom or what, as the memory keeps it. */
export type Evidence = Waiting & { readonly sourceId: string }
