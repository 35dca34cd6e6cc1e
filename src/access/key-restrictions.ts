import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Failure } from '../platform/errors.ts'
import { isPermitted, type KeyRestrictions, type Principal, type Scope } from './principal.ts'

/** The scopes of a key that pages carry. */
export const browserScopes: readonly Scope[] = ['analytics:ingest']

/** Whether a text is an origin as browsers send it: scheme, host, and a port other than the scheme's own. */
export const isOrigin = (text: string): boolean =>
  /^https?:[^*]*$/.test(text) && URL.canParse(text) && new URL(text).origin === text

/** Whether a text is an IP address or a network in CIDR notation. */
export function isAddressRange(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
}

/** Whether an address lies in one of these; an IPv4 address that is written as IPv6 is the IPv4 address. */
export function isWithin(address: string, ranges: readonly string[]): boolean {
  if (isIP(address) === 0) return false
  const asked = ipaddr.process(address)
  return ranges.some((range) => {
    const [base = '', prefix] = range.split('/')
    const from = ipaddr.parse(base)
    const bits = prefix === undefined ? (from.kind() === 'ipv4' ? 32 : 128) : Number(prefix)
    return from.kind() === asked.kind() && asked.match(from, bits)
  })
}

/** Where a request comes from, as far as restrictions check it. */
export interface RequestPlace {
  /** The client's address; behind a proxy that is trusted not the proxy's. */
  readonly ip: string
  readonly origin: string | undefined
}

/** @throws Failure origin_not_allowed, address_not_allowed */
export function checkPlace({ allowedOrigins, allowedIps }: KeyRestrictions, { ip, origin }: RequestPlace): void {
  if (allowedOrigins !== undefined && (origin === undefined || !allowedOrigins.includes(origin))) {
    const from = origin === undefined ? 'a request without an Origin' : `pages of ${origin.slice(0, 200)}`
    throw new Failure('origin_not_allowed', `This API key is not for ${from}.`)
  }
  if (allowedIps !== undefined && !isWithin(ip, allowedIps)) {
    throw new Failure('address_not_allowed', `This API key may not be used from ${ip}.`)
  }
}

/** What a key is asked to be, as the API writes it. */
export interface AskedKey {
  readonly scopes: readonly Scope[]
  readonly allowed_origins?: readonly string[] | undefined
  readonly allowed_types?: readonly string[] | undefined
  readonly allowed_ips?: readonly string[] | undefined
}

/**
 * What is wrong with a key that is asked for: a path and a message each.
 * @param types the event types that there are
 */
export function flawsOf(asked: AskedKey, types: { has(type: string): boolean }): { path: string; message: string }[] {
  const { scopes, allowed_origins: origins, allowed_types: named = [], allowed_ips: ranges = [] } = asked
  const at = (list: string, items: readonly string[], isGood: (item: string) => boolean, message: string) =>
    items.flatMap((item, index) => (isGood(item) ? [] : [{ path: `/${list}/${index}`, message }]))
  const sendsOnly = scopes.every((scope) => browserScopes.includes(scope))
  return [
    ...at('allowed_origins', origins ?? [], isOrigin, 'must be an origin, such as https://shop.example'),
    ...at('allowed_types', named, (type) => types.has(type), 'must be an event type'),
    ...at('allowed_ips', ranges, isAddressRange, 'must be an address or a network, such as 10.0.0.0/8'),
    ...(origins !== undefined && !sendsOnly
      ? [{ path: '/scopes', message: `must be ${browserScopes.join(', ')} alone for a key that pages carry` }]
      : []),
    ...(named.length > 0 && !isPermitted({ scopes }, 'analytics:ingest')
      ? [{ path: '/allowed_types', message: 'needs the scope analytics:ingest' }]
      : []),
  ]
}

/** A key gets no scope that its maker does not have. @throws Failure forbidden */
export function refuseMoreScopes(maker: Pick<Principal, 'scopes'>, wanted: readonly Scope[]): void {
  const beyond = wanted.filter((scope) => !isPermitted(maker, scope))
  if (beyond.length === 0) return
  throw new Failure('forbidden', `A key may do no more than who makes it: not ${beyond.join(', ')}.`)
}
