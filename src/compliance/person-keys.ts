import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database } from '../postgres/pool.ts'
import { type Queryable, withTenant } from '../postgres/with-tenant.ts'
import { type SealingKey, seal, unseal } from './sealing.ts'

/** Whose key a value is encrypted with. */
export interface Person {
  readonly tenantId: string
  readonly person: string
}

const nameOf = ({ tenantId, person }: Person) => `${tenantId}\u0000${person}`
const cacheSize = 10_000
const rememberMs = 60_000
/** The channel of PostgreSQL on which processes announce that keys were destroyed. */
export const destroyedKeys = 'pocm_destroyed_keys'

export interface PersonKeys {
  /** The key of each person, made where there is none; in the order asked. Each is durable before it is given. */
  ensure(persons: readonly Person[]): Promise<Buffer[]>
  /** The person's key, or undefined when it was destroyed or never made. */
  find(person: Person): Promise<Buffer | undefined>
  /**
   * Destroys keys for good, here at once, and notifies other processes (`destroyedKeys`); one that does not listen
   * notices within a minute. @returns how many there were
   */
  destroy(tenantId: string, persons: readonly string[]): Promise<number>
  /** Forgets what is at hand, since another process destroyed keys. */
  forget(): void
}

/** Keeps persons' keys in PostgreSQL, wrapped by `wrap`, with the last 10 000 used at hand. */
export function openPersonKeys(db: Database, wrap: SealingKey): PersonKeys {
  // One that another process destroyed is not used for long, also where its word does not arrive.
  let forgotten = 0
  const atHand = new LRUCache<string, Buffer>({ max: cacheSize, ttl: rememberMs })

  /** The keys that there are, by name. */
  const load = async (tx: Queryable, persons: readonly Person[]): Promise<Map<string, Buffer>> => {
    const before = forgotten
    const { rows } = await tx.query<{ tenant_id: string; person: string; wrapped_key: Buffer }>(
      `SELECT tenant_id, person, wrapped_key FROM person_keys
       JOIN unnest($1::text[], $2::text[]) AS wanted(tenant_id, person) USING (tenant_id, person)`,
      [persons.map((it) => it.tenantId), persons.map((it) => it.person)],
    )
    const found = new Map<string, Buffer>()
    for (const { tenant_id: tenantId, person, wrapped_key: wrapped } of rows) {
      const name = nameOf({ tenantId, person })
      found.set(name, unseal(wrap, wrapped, name))
    }
    // What was read before keys were destroyed must not be remembered after it.
    if (before === forgotten) for (const [name, key] of found) atHand.set(name, key)
    return found
  }

  return {
    async ensure(persons) {
      let loaded = new Map<string, Buffer>()
      const missing = [...new Map(persons.map((it) => [nameOf(it), it])).values()].filter(
        (it) => !atHand.has(nameOf(it)),
      )
      if (missing.length > 0) {
        await db.query(
          `INSERT INTO person_keys (tenant_id, person, wrapped_key)
           SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[]) ON CONFLICT DO NOTHING`,
          [
            missing.map((it) => it.tenantId),
            missing.map((it) => it.person),
            missing.map((it) => seal(wrap, randomBytes(32), nameOf(it))),
          ],
        )
        loaded = await load(db, missing)
      }
      return Promise.all(
        persons.map(async (it) => {
          const key = loaded.get(nameOf(it)) ?? atHand.get(nameOf(it)) ?? (await this.find(it))
          if (key === undefined) throw new Error('a key that was just made is gone')
          return key
        }),
      )
    },

    async find(person) {
      const name = nameOf(person)
      const known = atHand.get(name)
      if (known !== undefined) return known
      return (await withTenant(db, person.tenantId, (tx) => load(tx, [person]))).get(name)
    },

    async destroy(tenantId, persons) {
      // The word goes out with the deletion: PostgreSQL delivers it when that is committed.
      const sql = `WITH gone AS (DELETE FROM person_keys WHERE tenant_id = $1 AND person = ANY ($2::text[]) RETURNING 1)
        SELECT count(*)::int AS gone, pg_notify('${destroyedKeys}', '') FROM gone`
      const { rows } = await db.query<{ gone: number }>(sql, [tenantId, persons])
      forgotten += 1
      for (const person of persons) atHand.delete(nameOf({ tenantId, person }))
      return rows[0]?.gone ?? 0
    },

    forget() {
      forgotten += 1
      atHand.clear()
    },
  }
}
