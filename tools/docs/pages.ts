import { apiPages } from './api.ts'
import { featurePage, readFeatures, readProofs } from './features.ts'
import { machinePages, readMachines } from './machines.ts'
import { readApi } from './openapi.ts'
import type { Page } from './page.ts'
import { problemsPage } from './problems.ts'

/** Every generated page as it should be now. */
export const pages = async (): Promise<Page[]> => [
  featurePage(readFeatures(), readProofs()),
  ...machinePages(await readMachines()),
  problemsPage(),
  ...apiPages(await readApi()),
]
