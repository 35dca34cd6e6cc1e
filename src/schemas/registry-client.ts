import type { JsonSchema } from '../events/schema.ts'

export interface RegistryClient {
  /** Makes sure that this is the newest schema of a subject. @throws RegistryError */
  register(subject: string, schema: JsonSchema): Promise<void>
  /** Resolves when the registry answers. @throws RegistryError */
  ping(): Promise<void>
}

/** The registry's answer, or why there was none; `status` is undefined then. */
export class RegistryError extends Error {
  readonly status: number | undefined

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RegistryError'
    this.status = status
  }
}

/** Whether the registry cannot be reached or cannot serve; anything else is its answer to what was asked. */
export const isRegistryAway = (error: unknown): boolean =>
  error instanceof RegistryError && (error.status === undefined || error.status === 429 || error.status >= 500)

const timeoutMs = 5_000
const mediaType = 'application/vnd.schemaregistry.v1+json'

/**
 * Speaks Confluent's Schema Registry API, https://docs.confluent.io/platform/current/schema-registry/develop/api.html.
 * @param url may carry a user and a password for basic authentication, and a path that all calls begin with.
 */
export function openRegistryClient(url: string): RegistryClient {
  const { origin, pathname, username, password } = new URL(url)
  const base = origin + pathname.replace(/\/$/, '')
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)
  const headers = {
    accept: mediaType,
    'content-type': mediaType,
    ...(username !== '' && { authorization: `Basic ${credentials.toString('base64')}` }),
  }

  async function call(method: string, path: string, body?: object): Promise<void> {
    const request = { method, headers, signal: AbortSignal.timeout(timeoutMs) }
    const answer = await fetch(base + path, { ...request, ...(body && { body: JSON.stringify(body) }) }).catch(
      (cause: unknown) => {
        const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
        throw new RegistryError(`no schema registry answers at ${base}: ${why}`, undefined, { cause })
      },
    )
    const text = await answer.text()
    if (!answer.ok) throw new RegistryError(`${method} ${path}: ${answer.status} ${text.slice(0, 500)}`, answer.status)
  }

  return {
    async register(subject, schema) {
      const name = encodeURIComponent(subject)
      // The registry's own rule for JSON takes a new optional field of an open schema for a breach; ours are checked
      // before they are published (compatible.ts).
      const setRule = () => call('PUT', `/config/${name}`, { compatibility: 'NONE' })
      // Confluent's takes a rule before there is a schema; Apicurio knows a subject only by its first one.
      const isRuled = await setRule().then(
        () => true,
        (error) => {
          if (error instanceof RegistryError && error.status === 404) return false
          throw error
        },
      )
      await call('POST', `/subjects/${name}/versions`, { schemaType: 'JSON', schema: JSON.stringify(schema) })
      if (!isRuled) await setRule()
    },
    ping: () => call('GET', '/schemas/types'),
  }
}
