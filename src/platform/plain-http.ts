import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Loopback and what RFC 1918, RFC 4193 and link-local addresses name. */
const privateRanges: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal'])
/** Names of one machine or cluster: without a dot, or of a zone that no public server answers for. */
const privateName = /^[^.]+$|\.(localhost|local|internal|svc|lan|home\.arpa|test)$/i

/** Whether a URL leads over plain HTTP to where others may read along. */
export function isExposed(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'http:') return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? !privateName.test(host) : !privateRanges.has(ipaddr.parse(host).range())
}
