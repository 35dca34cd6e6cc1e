import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Database } from '../postgres/pool.ts'
import type { Keys, MasterKey } from './master-key.ts'
import { seal, unseal } from './sealing.ts'

/** Keys that stay the same when the master key changes: what was made with them cannot be made again. */
export interface ServiceKeys {
  /** Hashes payloads, so that guesses of what was hashed cannot be tested against a hash. */
  readonly payload: KeyObject
  /** Signs dashboard sessions. */
  readonly session: Buffer
  /** Hashes the API key that the configuration names. */
  readonly configuredKey: Buffer
  /** Authenticates the manifests of the archive. */
  readonly archive: Buffer
  /** Makes an opaque token of the value by which a dead letter is grouped. */
  readonly letterTokens: Buffer
  /** The seed of the Ed25519 key that signs what is checked outside of the service. */
  readonly signing: Buffer
}

const names = ['payload', 'session', 'configured-key', 'archive', 'letter-tokens', 'signing'] as const

/** What ties a wrapped key to its name. */
export const serviceKeyBound = (name: string) => `service_keys\u0000${name}`

/**
 * The service's own keys, kept in PostgreSQL wrapped by the master key. The first start takes them from the master key
 * `origin`, as releases did that did not keep them, so that hashes of before are still found the same.
 */
export async function openServiceKeys(db: Database, { wrap }: Keys, origin: MasterKey): Promise<ServiceKeys> {
  await db.query(
    `INSERT INTO service_keys (name, wrapped_key)
     SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING`,
    [names, names.map((name) => seal(wrap, origin.derive(name), serviceKeyBound(name)))],
  )
  const { rows } = await db.query<{ name: string; wrapped_key: Buffer }>('SELECT name, wrapped_key FROM service_keys')
  const found = new Map(rows.map((it) => [it.name, unseal(wrap, it.wrapped_key, serviceKeyBound(it.name))]))
  const keyOf = (name: (typeof names)[number]): Buffer => {
    const key = found.get(name)
    if (key === undefined) throw new Error(`the key "${name}" of the service is gone from service_keys`)
    return key
  }
  return {
    payload: createSecretKey(keyOf('payload')),
    session: keyOf('session'),
    configuredKey: keyOf('configured-key'),
    archive: keyOf('archive'),
    letterTokens: keyOf('letter-tokens'),
    signing: keyOf('signing'),
  }
}
