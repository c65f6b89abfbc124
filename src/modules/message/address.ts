import { lookup, Resolver } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/**
 * Which addresses a webhook may reach (server-side request forgery). Everything that is not plainly public is
 * refused: IANA special-purpose registries for IPv4 and IPv6; cloud metadata stands inside them
 * (169.254.169.254, Alibaba Cloud's 100.100.100.200, AWS's fd00:ec2::254).
 */
const special = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  special.addSubnet(network, prefix, 'ipv4')
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 wraps an IPv4 address, so it may lead inside.
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(network, prefix, 'ipv6')

const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.check(address, 'ipv4')
    case 6:
      // Outside 2000::/3 lie loopback, mapped IPv4, NAT64, link-local, unique-local and multicast.
      return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6')
    default:
      return false
  }
}

export type AddressFault = 'address_not_allowed' | 'host_not_found'
export type Address = { readonly address: string; readonly family: 4 | 6 }

/** Resolves a host name to all of its addresses. */
export type Resolve = (host: string) => Promise<readonly Address[]>

/**
 * Asks the name servers ourselves: the system's own look-up waits in one of four threads of the process, and four names
 * that nobody answers for would hold up every other one. What they do not know may stand in the system's own files.
 */
export const systemResolve: Resolve = async (host) => {
  if (!host.includes('.')) return ofSystem(host)
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)])
  const found = [...of(four, 4), ...of(six, 6)]
  if (found.length > 0) return found
  const isUnknown = [four, six].every((one) => one.status === 'rejected' && UNKNOWN.has(one.reason.code))
  return isUnknown ? ofSystem(host) : []
}

const UNKNOWN: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED'])
const of = (answer: PromiseSettledResult<string[]>, family: 4 | 6): Address[] =>
  answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []

const ofSystem: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }))

const REMEMBERED_MS = 10_000
const REMEMBERED_NAMES = 10_000

/** As `resolve`, asking for a name once in ten seconds: a thousand letters to one host are one question. */
export function remembering(resolve: Resolve, now: () => number): Resolve {
  const known = new Map<string, { readonly answer: ReturnType<Resolve>; readonly until: number }>()
  return (host) => {
    const held = known.get(host)
    if (held && held.until > now()) return held.answer
    if (known.size >= REMEMBERED_NAMES) known.clear()
    const answer = resolve(host)
    known.set(host, { answer, until: now() + REMEMBERED_MS })
    answer.catch(() => known.delete(host))
    return answer
  }
}

/**
 * The address to connect to. One private address among several refuses them all: a name that answers
 * differently each time (DNS rebinding) gains nothing, because the connection uses this very address.
 */
export async function pinAddress(
  host: string,
  options: { readonly resolve: Resolve; readonly allowPrivate: boolean },
): Promise<Address | AddressFault> {
  const literal = host.startsWith('[') ? host.slice(1, -1) : host
  const version = isIP(literal)
  let found: readonly Address[]
  if (version) found = [{ address: literal, family: version === 6 ? 6 : 4 }]
  else {
    try {
      found = await options.resolve(literal)
    } catch {
      return 'host_not_found'
    }
  }
  const [first] = found
  if (!first) return 'host_not_found'
  if (options.allowPrivate || found.every(({ address }) => isPublicAddress(address))) return first
  return 'address_not_allowed'
}
