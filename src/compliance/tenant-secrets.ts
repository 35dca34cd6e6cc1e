import { createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import { type SealingKey, seal, unseal } from './sealing.ts'

/**
 * Secrets of a tenant: the key by which a value becomes a token, the same value always the same token, and the words
 * behind tokens that figures may show.
 */
export interface TenantSecrets {
  /** A function that makes tokens of 32 hexadecimal digits. */
  tokens(tenantId: string): Promise<(value: string) => string>
  /** Keeps what tokens stand for; durable when the promise resolves. */
  keepWords(tenantId: string, words: ReadonlyMap<string, string>): Promise<void>
  /** The words behind these tokens, as far as they were kept. */
  findWords(tenantId: string, tokens: readonly string[]): Promise<Map<string, string>>
}

const purpose = 'tokens'
const knownTenants = 10_000
const knownWords = 50_000
const boundOf = (tenantId: string, what: string) => `${tenantId}\u0000${what}`

/** Keeps tenants' keys in PostgreSQL, wrapped by `wrap`. */
export function openTenantSecrets(db: Database, wrap: SealingKey): TenantSecrets {
  const keys = new LRUCache<string, Promise<Buffer>>({ max: knownTenants })
  const words = new LRUCache<string, string>({ max: knownWords })

  async function load(tenantId: string): Promise<Buffer> {
    const wrapped = seal(wrap, randomBytes(32), boundOf(tenantId, purpose))
    return withTenant(db, tenantId, async (tx) => {
      await tx.query(
        'INSERT INTO tenant_keys (tenant_id, purpose, wrapped_key) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [tenantId, purpose, wrapped],
      )
      const { rows } = await tx.query<{ wrapped_key: Buffer }>(
        'SELECT wrapped_key FROM tenant_keys WHERE tenant_id = $1 AND purpose = $2',
        [tenantId, purpose],
      )
      const row = rows[0]
      if (row === undefined) throw new Error('the key of a tenant that was just made is gone')
      return unseal(wrap, row.wrapped_key, boundOf(tenantId, purpose))
    })
  }

  function keyOf(tenantId: string): Promise<Buffer> {
    const known = keys.get(tenantId)
    if (known !== undefined) return known
    const loading = load(tenantId)
    keys.set(tenantId, loading)
    loading.catch(() => keys.delete(tenantId))
    return loading
  }

  const remember = (tenantId: string, token: string, word: string) => {
    words.set(boundOf(tenantId, token), word)
  }

  return {
    async tokens(tenantId) {
      const key = await keyOf(tenantId)
      return (value) => createHmac('sha256', key).update(value).digest('hex').slice(0, 32)
    },

    async keepWords(tenantId, found) {
      const news = [...found].filter(([token]) => !words.has(boundOf(tenantId, token)))
      if (news.length === 0) return
      const key = await keyOf(tenantId)
      const sealed = news.map(([token, word]) => seal(key, Buffer.from(word), boundOf(tenantId, token)))
      await withTenant(db, tenantId, (tx) =>
        tx.query(
          `INSERT INTO tokens (tenant_id, token, sealed)
           SELECT $1, * FROM unnest($2::text[], $3::bytea[]) ON CONFLICT DO NOTHING`,
          [tenantId, news.map(([token]) => token), sealed],
        ),
      )
      for (const [token, word] of news) remember(tenantId, token, word)
    },

    async findWords(tenantId, wanted) {
      const found = new Map<string, string>()
      const unknown: string[] = []
      for (const token of new Set(wanted)) {
        const word = words.get(boundOf(tenantId, token))
        if (word === undefined) unknown.push(token)
        else found.set(token, word)
      }
      if (unknown.length === 0) return found
      const { rows } = await withTenant(db, tenantId, (tx) =>
        tx.query<{ token: string; sealed: Buffer }>(
          'SELECT token, sealed FROM tokens WHERE tenant_id = $1 AND token = ANY($2::text[])',
          [tenantId, unknown],
        ),
      )
      if (rows.length === 0) return found
      const key = await keyOf(tenantId)
      for (const { token, sealed } of rows) {
        const word = unseal(key, sealed, boundOf(tenantId, token)).toString()
        remember(tenantId, token, word)
        found.set(token, word)
      }
      return found
    },
  }
}
