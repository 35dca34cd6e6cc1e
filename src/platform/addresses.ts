import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** An address that was looked at, and that nothing else may be connected to in its place. */
export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** Of IPv6 only 2000::/3 is handed out as global unicast (https://www.iana.org/assignments/ipv6-address-space). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')
/** Azure's metadata and health service stands on a public address that every machine there reaches. */
const azureMetadata = '168.63.129.16'

/**
 * Whether an IP address is one of the public internet: `ipaddr.js` knows IANA's registers of special addresses, private,
 * local, translated (which hold an IPv4 address and would lead to it by another name) and reserved ones among them.
 */
export function isPublic(address: string): boolean {
  if (isIP(address) === 0 || address === azureMetadata) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast)
}

/** Whether the host of a URL is written as an address that is not of the public internet. */
export function isPrivateLiteral(url: string | undefined): boolean {
  const host = URL.parse(url ?? '')?.hostname.replace(/^\[|\]$/g, '') ?? ''
  return isIP(host) !== 0 && !isPublic(host)
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

/**
 * A look-up for `node:http` that checks every address at the moment at which a connection is made to it, so that a name whose
 * answer changes between check and connection leads nowhere else. Literals are not looked up: check those with `isPublic`.
 */
export const checkedLookup =
  (allowPrivate: boolean): LookupFunction =>
  (host, { all }, answer) => {
    resolvePublic(host, allowPrivate).then(
      (addresses) => {
        const [first] = addresses
        if (all === true) answer(null, addresses)
        else answer(null, first?.address ?? '', first?.family)
      },
      (error) => answer(error, '', 0),
    )
  }
