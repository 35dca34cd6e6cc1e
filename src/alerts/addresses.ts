import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** An address that was looked at, and that nothing else may be connected to in its place. */
export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry, and -ipv6-: what is not to be reached from anywhere. */
const special = {
  ipv4: [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
    ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
    ...['224.0.0.0/4', '240.0.0.0/4'],
  ],
  // Those that hold an IPv4 address (mapped, translated, 6to4) would lead to it by another name.
  ipv6: [
    ...['::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32'],
    ...['2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  ],
} as const

function listOf(family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const range of special[family]) {
    const [network = '', bits] = range.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}

// Two lists: in one, the range of mapped addresses would cover every IPv4 address.
const blocked = { ipv4: listOf('ipv4'), ipv6: listOf('ipv6') }

/** Whether an IP address is one of the public internet. */
export function isPublic(address: string): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  return !blocked[family].check(address, family)
}

/**
 * Resolves a host name or literal and lets it pass only if every address of it may be reached: who owns a name decides
 * where it leads, and must not lead us into the network that we stand in.
 * @throws Error that names the address
 */
export async function resolvePublic(host: string, allowPrivate: boolean): Promise<Address[]> {
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true })
  for (const { address } of found) {
    if (!allowPrivate && !isPublic(address)) throw new Error(`${host} leads to ${address}, which is not public`)
  }
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}
