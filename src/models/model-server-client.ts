import { type IncomingMessage, Agent as PlainAgent, request as requestPlain } from 'node:http'
import { request as requestSecure, Agent as SecureAgent } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkedLookup, isPrivateLiteral } from '../platform/addresses.ts'
import { backOffMs } from '../platform/backoff.ts'

export interface ModelServerSettings {
  readonly url: string
  /** Sent as a bearer token. */
  readonly token: string | undefined
  /** Whether it may stand at a private address. */
  readonly allowPrivate: boolean
  readonly timeoutMs: number
  /** The largest body in bytes, each way. */
  readonly maxBytes: number
}

/** `unreachable`: nothing was sent. `broken`: the connection ended before the answer did. */
export type Fault = 'unreachable' | 'broken' | 'timeout' | 'too_large'

/** Why there is no answer. */
export class ModelServerError extends Error {
  readonly fault: Fault

  constructor(fault: Fault, options?: ErrorOptions) {
    super(`the model server: ${fault}`, options)
    this.name = 'ModelServerError'
    this.fault = fault
  }
}

export interface Reply {
  readonly status: number
  readonly text: string
}

export interface ModelServerClient {
  /**
   * One call. It is made a second time only where the server has certainly not begun with it: no connection came about, or one
   * that was kept from before had been closed. A redirect is an answer and is not followed.
   * @throws ModelServerError
   */
  call(method: 'GET' | 'POST', path: string, body?: string, timeoutMs?: number): Promise<Reply>
  close(): void
}

const notSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'])
const keptSockets = 16

export function openModelServerClient(settings: ModelServerSettings): ModelServerClient {
  const { url, token, allowPrivate, timeoutMs: usualMs, maxBytes } = settings
  const base = url.replace(/\/+$/, '')
  const { protocol } = new URL(url)
  const isRefused = !allowPrivate && isPrivateLiteral(url)
  const [ask, agent] =
    protocol === 'https:'
      ? [requestSecure, new SecureAgent({ keepAlive: true, maxFreeSockets: keptSockets })]
      : [requestPlain, new PlainAgent({ keepAlive: true, maxFreeSockets: keptSockets })]
  const lookup = checkedLookup(allowPrivate)

  function attempt(method: string, path: string, body: string | undefined, timeoutMs: number): Promise<Reply> {
    const headers = {
      accept: 'application/json',
      'user-agent': 'pocm-analytics',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
    }
    const signal = AbortSignal.timeout(timeoutMs)
    return new Promise((resolve, reject) => {
      const asked = ask(base + path, { method, headers, lookup, agent, signal }, (response) => {
        readText(response, maxBytes).then(
          (text) => resolve({ status: response.statusCode ?? 0, text }),
          (cause) => {
            response.destroy()
            reject(cause instanceof ModelServerError ? cause : new ModelServerError(faultOf(cause, signal), { cause }))
          },
        )
      })
      asked.on('error', (cause: NodeJS.ErrnoException) => {
        const isStale = asked.reusedSocket && cause.code === 'ECONNRESET'
        const fault = isStale || isUnsent(cause) ? 'unreachable' : faultOf(cause, signal)
        reject(new ModelServerError(fault, { cause }))
      })
      asked.end(body)
    })
  }

  return {
    async call(method, path, body, timeoutMs = usualMs) {
      if (isRefused) {
        throw new ModelServerError('unreachable', { cause: new Error('the address of the model server is not public') })
      }
      if (body !== undefined && Buffer.byteLength(body) > maxBytes) throw new ModelServerError('too_large')
      try {
        return await attempt(method, path, body, timeoutMs)
      } catch (error) {
        if (!(error instanceof ModelServerError) || error.fault !== 'unreachable') throw error
        await sleep(backOffMs(1))
        return attempt(method, path, body, timeoutMs)
      }
    },
    close: () => agent.destroy(),
  }
}

/** Whether no connection came about; an address that is not public has no code. */
const isUnsent = ({ code, message }: NodeJS.ErrnoException) =>
  code === undefined ? message.includes('not public') : notSent.has(code)

const faultOf = (_cause: unknown, { aborted }: AbortSignal): Fault => (aborted ? 'timeout' : 'broken')

/** @throws ModelServerError too_large, and whatever ends the connection */
async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw new ModelServerError('too_large')
  response.setEncoding('utf8')
  let bytes = 0
  let text = ''
  for await (const piece of response) {
    bytes += Buffer.byteLength(piece as string)
    if (bytes > maxBytes) throw new ModelServerError('too_large')
    text += piece
  }
  return text
}
