import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** An address that was looked at, and that nothing else may be connected to in its place. */
export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/**
 * https://www.iana.org/assignments/iana-ipv4-special-registry, and -ipv6-: what is not to be reached from anywhere. Of
 * IPv6 only 2000::/3 is handed out as global unicast, so all else (mapped, translated, local, multicast) is out by rule.
 */
const special = {
  ipv4: [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
    ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
    ...['224.0.0.0/4', '240.0.0.0/4'],
    // Azure's metadata and health service stands on a public address that every machine there reaches.
    '168.63.129.16/32',
  ],
  // Teredo is in 2001::/23; it and 6to4 (2002::/16) hold an IPv4 address and would lead to it by another name.
  ipv6: ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
} as const

function listOf(family: 'ipv4' | 'ipv6', ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}

// Two lists: in one, the range of mapped addresses would cover every IPv4 address.
const blocked = { ipv4: listOf('ipv4', special.ipv4), ipv6: listOf('ipv6', special.ipv6) }
const globalUnicast = listOf('ipv6', ['2000::/3'])

/** Whether an IP address is one of the public internet. */
export function isPublic(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !blocked.ipv4.check(address, 'ipv4')
  return family === 6 && globalUnicast.check(address, 'ipv6') && !blocked.ipv6.check(address, 'ipv6')
}

/**
 * Resolves a host name or literal and lets it pass only if every address of it may be reached: who owns a name decides
 * where it leads, and must not lead us into the network that we stand in.
 * @throws Error that does not name the address: its reader may be one who asks what our network holds
 */
export async function resolvePublic(host: string, allowPrivate: boolean): Promise<Address[]> {
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true })
  for (const { address } of found) {
    if (!allowPrivate && !isPublic(address)) throw new Error(`${host} leads to an address which is not public`)
  }
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}
