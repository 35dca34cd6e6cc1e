import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalogue } from '../events/catalogue.ts'
import { topicOf, versionsOf } from '../events/define.ts'
import { type JsonSchema, publishedSchema } from '../events/schema.ts'
import { backOffMs } from '../platform/backoff.ts'
import type { Breaker } from '../platform/breaker.ts'
import type { Logger } from '../platform/log.ts'
import { isRegistryAway, openRegistryClient } from './registry-client.ts'

export interface Registry {
  /** Resolves when all schemas are registered and the registry answers. @throws Error that says what is missing. */
  check(): Promise<void>
  close(): Promise<void>
}

const firstRetryMs = 500
const mostRetryMs = 30_000

/**
 * Registers every version of every event type with a schema registry (Confluent's API), in the background and until it
 * has succeeded: a registry that is unavailable or refuses stops nothing. Each is the schema of a subject of its own,
 * named after the version's topic; registering the same again changes nothing, so all processes may do it.
 */
export function registerSchemas(deps: { url: string; catalogue: Catalogue; breaker: Breaker; log: Logger }): Registry {
  const { log } = deps
  const client = openRegistryClient(deps.url)
  const guard = deps.breaker.guard({
    counts: isRegistryAway,
    refuse: (cause) => new Error('the schema registry is unavailable', { cause }),
    probe: client.ping,
  })
  const missing = new Map<string, JsonSchema>()
  for (const event of [...deps.catalogue.values()].flatMap(versionsOf)) {
    missing.set(`${topicOf(event.type, event.version)}-value`, publishedSchema(event))
  }
  const all = missing.size
  const stop = new AbortController()
  let lastError: unknown

  async function registerAll(): Promise<void> {
    lastError = undefined
    for (const [subject, schema] of [...missing]) {
      try {
        await guard(() => client.register(subject, schema))
        missing.delete(subject)
      } catch (error) {
        lastError = error
        // A schema that is refused does not hold up the others; an unavailable registry holds up all of them.
        if (isRegistryAway(error) || deps.breaker.state !== 'closed') return
      }
    }
  }

  async function run(): Promise<void> {
    for (let attempt = 0; !stop.signal.aborted; attempt++) {
      await registerAll()
      if (missing.size === 0) return log.info({ schemas: all }, 'all schemas are registered')
      if (Number.isInteger(Math.log2(attempt + 1))) {
        log.warn({ err: lastError, missing: missing.size }, 'schemas could not be registered; it will be tried again')
      }
      await sleep(backOffMs(attempt, firstRetryMs, mostRetryMs), undefined, { signal: stop.signal }).catch((error) => {
        if (!stop.signal.aborted) throw error
      })
    }
  }

  const running = run()
  return {
    async check() {
      if (missing.size > 0) {
        const why = lastError instanceof Error ? `: ${lastError.message}` : ''
        throw new Error(`${missing.size} of ${all} schemas are not registered yet${why}`)
      }
      await guard(client.ping)
    },
    async close() {
      stop.abort()
      await running
    },
  }
}
