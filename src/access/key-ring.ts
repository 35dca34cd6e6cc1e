import { LRUCache } from 'lru-cache'
import type { Now } from '../platform/clock.ts'
import { limitConcurrency } from '../platform/concurrency.ts'
import { Failure } from '../platform/errors.ts'
import { byClock, ttlOf } from '../platform/lifetimes.ts'
import type { Logger } from '../platform/log.ts'
import type { Database } from '../postgres/pool.ts'
import { hashOf, keyedHashOf } from './api-keys.ts'
import type { KeyRestrictions, Principal, Scope } from './principal.ts'
import { roleOf } from './roles.ts'
import { scopesWithin } from './service-accounts.ts'

/** Whom a key speaks for; `expired` for one that did, undefined for one that is unknown or revoked. */
export type FoundKey = Principal | 'expired' | undefined

export interface KeyRing {
  /** Whom a secret speaks for: that of a key, or for its grace the one before it. */
  find(key: string): Promise<FoundKey>
  /** The same for the id of a key. */
  findById(id: string): Promise<FoundKey>
  /** Whether pages of an origin may use some key; asked before a credential is known. */
  allowsOrigin(origin: string): Promise<boolean>
  /** Forgets what was remembered, so that a revocation holds here at once. */
  forget(): void
  /** Writes down which keys were used. It is done every few seconds in any case, and never while a request waits. */
  writeUses(): Promise<void>
  close(): Promise<void>
}

const rememberMs = 5_000
const remembered = 1_000
const writeUsesMs = 5_000
/** Look-ups of keys that are not remembered, at once and in line: strangers cannot take the ledger's connections. */
const lookUpsAtOnce = 4
const lookUpsWaiting = 200

export interface KeyRingDeps {
  readonly db: Database
  readonly hashKey: Buffer
  readonly configured: ConfiguredKey
  readonly log: Pick<Logger, 'warn'>
}

/** What the key of `POCM_ADMIN_KEY` is: as any other, break-glass where people sign in by a provider, or switched off. */
export type ConfiguredKey = 'ordinary' | 'break-glass' | 'off'

interface Row {
  readonly id: string
  readonly tenant_id: string
  readonly name: string
  readonly scopes: Scope[]
  readonly allowed_origins: string[] | null
  readonly allowed_types: string[] | null
  readonly allowed_ips: string[] | null
  readonly configured: boolean
  /** The service account that it belongs to, and what that account's role may. */
  readonly account_id: string | null
  readonly account_name: string | null
  readonly account_role: string | null
  readonly role_scopes: Scope[] | null
  /** For how long it still holds; null for good. */
  readonly left_ms: number | null
}

const columns = `api_keys.id, api_keys.tenant_id, api_keys.name, api_keys.scopes, allowed_origins, allowed_types, allowed_ips,
  configured, account.id AS account_id, account.name AS account_name, account.role AS account_role,
  roles.scopes AS role_scopes`
const accounts = `LEFT JOIN service_accounts AS account ON account.id = service_account_id
  LEFT JOIN roles ON roles.tenant_id = account.tenant_id AND roles.name = account.role`
const leftMs = (end: string) => `(extract(epoch FROM ${end} - now()) * 1000)::float8 AS left_ms`
// The secret in use goes before one that another key had before.
const bySecret = `SELECT ${columns},
    ${leftMs('least(api_keys.expires_at, account.expires_at, CASE WHEN hash = ANY ($1) THEN NULL ELSE previous_until END)')}
  FROM api_keys ${accounts} WHERE api_keys.revoked_at IS NULL AND (hash = ANY ($1) OR previous_hash = ANY ($1))
  ORDER BY hash = ANY ($1) DESC LIMIT 1`
const byId = `SELECT ${columns}, ${leftMs('least(api_keys.expires_at, account.expires_at)')}
  FROM api_keys ${accounts} WHERE api_keys.id = $1 AND api_keys.revoked_at IS NULL`
const byOrigin = `SELECT 1 FROM api_keys WHERE allowed_origins @> ARRAY[$1] AND revoked_at IS NULL
  AND (expires_at IS NULL OR expires_at > now()) LIMIT 1`
const noteUses = `UPDATE api_keys SET last_used_at = now()
  WHERE id = ANY ($1) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`

function restrictionsOf(row: Row): { restrictions?: KeyRestrictions } {
  const { allowed_origins: origins, allowed_types: types, allowed_ips: ips } = row
  if (!(origins || types || ips)) return {}
  const restrictions = {
    ...(origins && { allowedOrigins: origins }),
    ...(types && { allowedTypes: types }),
    ...(ips && { allowedIps: ips }),
  }
  return { restrictions }
}

/** Whom a key speaks for: a key of a service account for the account, as far as its role goes now. */
function principalOf(row: Row): Principal {
  const { id: keyId, tenant_id: tenantId, name, scopes } = row
  const base = { tenantId, keyId, ...restrictionsOf(row) }
  if (row.account_id === null) return { ...base, name, scopes }
  const role = roleOf(row.account_role ?? '', row.role_scopes)
  return {
    ...{ ...base, name: row.account_name ?? name, scopes: scopesWithin(role.scopes, scopes) },
    ...{ accountId: row.account_id, role: role.name, personalTypes: role.personalTypes },
  }
}

/**
 * Asks the database, and remembers its answer for 5 seconds, and no longer than the key holds. That there is no such key is
 * remembered apart, so that keys that are made up drive none that is known from memory.
 * @param hashKey under which the configured key is hashed
 * @param configured what the key that the configuration names is: the admin's, for emergencies, or none that holds
 */
export function openKeyRing({ db, hashKey, configured, log }: KeyRingDeps, now: Now): KeyRing {
  const memory = { max: remembered, ttl: ttlOf(rememberMs), ...byClock(now) }
  const known = new LRUCache<string, Principal>(memory)
  const unknown = new LRUCache<string, 'expired' | 'unknown'>(memory)
  const origins = new LRUCache<string, boolean>(memory)
  const inLine = limitConcurrency(lookUpsAtOnce, lookUpsWaiting, () => {
    return new Failure('too_many_requests', 'Too many credentials are being looked up.', { retry_after: 1 })
  })
  let forgotten = 0
  /** Keys that were looked up since their uses were written. */
  let used = new Set<string>()

  /** @param sought what is looked up, where it has to be */
  async function remember(name: string, sql: string, sought: () => unknown): Promise<FoundKey> {
    const hit = known.get(name)
    if (hit !== undefined) return hit
    const miss = unknown.get(name)
    if (miss !== undefined) return miss === 'expired' ? miss : undefined
    const asked = forgotten
    const found = (await inLine(() => db.query<Row>(sql, [sought()]))).rows[0]
    const row = found?.configured && configured === 'off' ? undefined : found
    // A difference below the resolution of the clocks counts as none.
    const left = Math.floor(row?.left_ms ?? rememberMs)
    const holds = row !== undefined && left > 1
    // What was read before a revocation must not be remembered after it.
    const remembers = asked === forgotten
    if (!holds) {
      if (remembers) {
        unknown.set(name, row === undefined ? 'unknown' : 'expired')
        known.delete(name)
      }
      return row && 'expired'
    }
    const isBreakGlass = row.configured && configured === 'break-glass'
    const principal = { ...principalOf(row), ...(isBreakGlass && { isBreakGlass }) } as Principal
    used.add(row.id)
    if (remembers) {
      known.set(name, principal, { ttl: ttlOf(Math.min(left, rememberMs)) })
      unknown.delete(name)
    }
    return principal
  }

  async function allowsOrigin(origin: string): Promise<boolean> {
    const hit = origins.get(origin)
    if (hit !== undefined) return hit
    const asked = forgotten
    const isAllowed = (await inLine(() => db.query(byOrigin, [origin]))).rows.length > 0
    if (asked === forgotten) origins.set(origin, isAllowed)
    return isAllowed
  }

  async function writeUses(): Promise<void> {
    const due = used
    if (due.size === 0) return
    used = new Set()
    try {
      await db.query(noteUses, [[...due]])
    } catch (error) {
      for (const id of due) used.add(id)
      throw error
    }
  }

  let writing: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    writing = writing
      .then(writeUses)
      .catch((error) => log.warn({ err: error }, 'the last uses of API keys wait until the ledger takes them'))
  }, writeUsesMs)
  timer.unref()

  return {
    find(key) {
      const hash = hashOf(key)
      return remember(`hash ${hash.toString('base64')}`, bySecret, () => [hash, keyedHashOf(hashKey, key)])
    },
    findById: (id) => remember(`id ${id}`, byId, () => id),
    allowsOrigin,
    forget() {
      forgotten += 1
      for (const memory of [known, unknown, origins]) memory.clear()
    },
    writeUses,
    async close() {
      clearInterval(timer)
      await writing
      await writeUses()
    },
  }
}
