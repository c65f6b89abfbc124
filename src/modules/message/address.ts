import { lookup } from 'node:dns/promises'
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

export const systemResolve: Resolve = async (host) =>
  (await lookup(host, { all: true, verbatim: true })).map(({ address, family }) => ({
    address,
    family: family === 6 ? 6 : 4,
  }))

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
