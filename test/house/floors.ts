import { isTest, type Source } from './tree.ts'

/** A floor of the house, by the beginning of its paths; the first that fits counts. */
export type Floor = {
  readonly name: string
  readonly at: RegExp
  /** What it may import besides itself. */
  readonly may: readonly string[]
  readonly why: string
}

const BELOW_MODULES = ['kernel', 'platform']
const BELOW_FLOWS = [...BELOW_MODULES, 'ledger', 'module', 'channels']
const BELOW_DOORS = [...BELOW_FLOWS, 'flows', 'projections', 'auditor']

/** DESIGN: data goes down once and comes back once. Imports go downward only, never to a sibling. */
export const FLOORS: readonly Floor[] = [
  { name: 'kernel', at: /^src\/kernel\//, may: [], why: 'the kernel is pure and imports nothing' },
  {
    name: 'platform',
    at: /^src\/platform\//,
    may: ['kernel'],
    why: 'the platform knows PostgreSQL and no trade',
  },
  {
    name: 'channels',
    at: /^src\/channels\//,
    may: ['kernel'],
    why: 'a channel is wire formats and signatures: no SQL, no trade',
  },
  { name: 'ledger', at: /^src\/modules\/ledger\//, may: BELOW_MODULES, why: 'the ledger imports no sibling' },
  {
    name: 'module',
    at: /^src\/modules\/([^/]+)\//,
    may: [...BELOW_MODULES, 'ledger'],
    why: 'modules never import a sibling; a flow joins them',
  },
  { name: 'flows', at: /^src\/flows\//, may: BELOW_FLOWS, why: 'flows join modules and know no door' },
  {
    name: 'projections',
    at: /^src\/projections\//,
    may: BELOW_FLOWS,
    why: 'projections are built from events',
  },
  {
    name: 'auditor',
    at: /^src\/auditor\//,
    may: BELOW_MODULES,
    why: 'the auditor reads tables only and must not share a rule with the code it audits',
  },
  { name: 'http', at: /^src\/http\//, may: BELOW_DOORS, why: 'a door calls down, never another door' },
  { name: 'worker', at: /^src\/worker\//, may: BELOW_DOORS, why: 'a door calls down, never another door' },
  { name: 'seed', at: /^src\/seed\//, may: BELOW_DOORS, why: 'demo data enters like any caller' },
  {
    name: 'main',
    at: /^src\/[^/]+\.ts$/,
    may: [...BELOW_DOORS, 'http', 'worker', 'seed'],
    why: 'main only wires',
  },
  {
    name: 'web api',
    at: /^web\/api\//,
    may: ['kernel'],
    why: 'the client is made from the OpenAPI document',
  },
  { name: 'web ui', at: /^web\/ui\//, may: ['kernel', 'machine', 'web api'], why: 'both pages use ui' },
  {
    name: 'store',
    at: /^web\/store\//,
    may: ['kernel', 'machine', 'web api', 'web ui'],
    why: 'the store is no console',
  },
  {
    name: 'console',
    at: /^web\/console\//,
    may: ['kernel', 'machine', 'web api', 'web ui'],
    why: 'the pages import kernel, machine tables and the generated client, nothing else of the server',
  },
  {
    name: 'simulator',
    at: /^simulator\//,
    may: ['kernel'],
    why: 'the provider must not share code with our channel',
  },
]

/** Where a path lives; machine tables are a floor of their own for the web. Null: outside the house (tests, tools). */
const floorOf = (path: string): Floor | undefined => FLOORS.find(({ at }) => at.test(path))
const roomOf = (path: string): string | undefined => /^src\/modules\/([^/]+)\//.exec(path)?.[1]
const isMachine = (path: string): boolean => /^src\/modules\/[^/]+\/(\w+-)?machine\.ts$/.test(path)

/** Rooms of a module that decide: plain values in, plain values out. */
const isPure = (path: string): boolean =>
  /^src\/modules\/[^/]+\/(.*\/)?(\w+-)?(types|machine|decide)(-\w+)?\.ts$/.test(path)

/** Every import that goes up, sideways or where purity forbids it, with the reason. */
export function brokenFloors(tree: readonly Source[]): string[] {
  return tree.filter(({ path }) => !isTest(path)).flatMap((file) => [...wrongWays(file), ...impurities(file)])
}

function wrongWays({ path, imports }: Source): string[] {
  const from = floorOf(path)
  if (!from) return []
  return imports.flatMap((target) => {
    if (allowed(from, path, target)) return []
    const to = floorOf(target)?.name ?? target.split('/')[0]
    return [`${path} (${from.name}) imports ${target} (${to}): ${from.why}`]
  })
}

function allowed(from: Floor, path: string, target: string): boolean {
  if (isMachine(target) && (from.may.includes('machine') || from.name === 'auditor')) return true
  const to = floorOf(target)
  if (!to) return /\.json$/.test(target)
  if (to.name === from.name) return from.name !== 'module' || roomOf(path) === roomOf(target)
  return from.may.includes(to.name)
}

function impurities({ path, imports, packages }: Source): string[] {
  const kernel = path.startsWith('src/kernel/')
  if (!kernel && !isPure(path)) return []
  const wrong = [
    ...(kernel ? imports.filter((target) => !target.startsWith('src/kernel/')) : []),
    ...imports.filter((target) => /^src\/platform\/|\/(store|queries|commands)\.ts$/.test(target)),
    ...packages,
  ]
  return wrong.map((target) => `${path} imports ${target}: it must stay pure (no SQL, no package, no clock)`)
}
