import { isIP } from 'node:net'

/** Loopback and what RFC 1918, RFC 4193 and link-local addresses name. */
const privateAddress =
  /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i
/** Names of one machine or cluster: without a dot, or of a zone that no public server answers for. */
const privateName = /^[^.]+$|\.(localhost|local|internal|svc|lan|home\.arpa|test)$/i

/** Whether a URL leads over plain HTTP to where others may read along. */
export function isExposed(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'http:') return false
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) === 0 ? !privateName.test(host) : !privateAddress.test(host)
}
