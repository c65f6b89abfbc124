import { apiDocument } from '../../src/http/describe.ts'
import { featurePage, readFeatures, readProofs } from './features.ts'
import { machinePages, readMachines } from './machines.ts'
import type { Page } from './page.ts'
import { problemsPage } from './problems.ts'
import { type ApiDocument, routesPage } from './routes.ts'

/** Every generated page as it should be now. */
export const pages = async (): Promise<Page[]> => [
  featurePage(readFeatures(), readProofs()),
  ...machinePages(await readMachines()),
  problemsPage(),
  routesPage((await apiDocument()) as ApiDocument),
]
