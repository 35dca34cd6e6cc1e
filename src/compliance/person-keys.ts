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

export interface PersonKeys {
  /** The key of each person, made where there is none; in the order asked. Each is durable before it is given. */
  ensure(persons: readonly Person[]): Promise<Buffer[]>
  /** The person's key, or undefined when it was destroyed or never made. */
  find(person: Person): Promise<Buffer | undefined>
  /** Destroys keys for good, here at once; other processes notice within a minute. @returns how many there were */
  destroy(tenantId: string, persons: readonly string[]): Promise<number>
}

/** Keeps persons' keys in PostgreSQL, wrapped by `wrap`, with the last 10 000 used at hand. */
export function openPersonKeys(db: Database, wrap: SealingKey): PersonKeys {
  // One that another process destroyed is not used for long.
  const atHand = new LRUCache<string, Buffer>({ max: cacheSize, ttl: rememberMs })

  const keep = (person: Person, wrapped: Buffer): Buffer => {
    const key = unseal(wrap, wrapped, nameOf(person))
    atHand.set(nameOf(person), key)
    return key
  }

  const load = async (tx: Queryable, persons: readonly Person[]): Promise<void> => {
    const { rows } = await tx.query<{ tenant_id: string; person: string; wrapped_key: Buffer }>(
      `SELECT tenant_id, person, wrapped_key FROM person_keys
       JOIN unnest($1::text[], $2::text[]) AS wanted(tenant_id, person) USING (tenant_id, person)`,
      [persons.map((it) => it.tenantId), persons.map((it) => it.person)],
    )
    for (const row of rows) keep({ tenantId: row.tenant_id, person: row.person }, row.wrapped_key)
  }

  return {
    async ensure(persons) {
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
        await load(db, missing)
      }
      return Promise.all(
        persons.map(async (it) => {
          const key = atHand.get(nameOf(it)) ?? (await this.find(it))
          if (key === undefined) throw new Error('a key that was just made is gone')
          return key
        }),
      )
    },

    async find(person) {
      if (!atHand.has(nameOf(person))) await withTenant(db, person.tenantId, (tx) => load(tx, [person]))
      return atHand.get(nameOf(person))
    },

    async destroy(tenantId, persons) {
      const sql = 'DELETE FROM person_keys WHERE tenant_id = $1 AND person = ANY ($2::text[])'
      const { rowCount } = await db.query(sql, [tenantId, persons])
      for (const person of persons) atHand.delete(nameOf({ tenantId, person }))
      return rowCount ?? 0
    },
  }
}
