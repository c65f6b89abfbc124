import { apiPages } from './api.ts'
import { eventsPage } from './events.ts'
import { featurePage, readFeatures, readProofs } from './features.ts'
import { machinePages, readMachines } from './machines.ts'
import { readApi } from './openapi.ts'
import type { Page } from './page.ts'
import { problemsPage } from './problems.ts'

/** Every generated page as it should be now. */
export const pages = async (): Promise<Page[]> => {
  const api = await readApi()
  return [
    featurePage(readFeatures(), readProofs()),
    ...machinePages(await readMachines()),
    problemsPage(),
    ...apiPages(api),
    eventsPage(api),
  ]
}
