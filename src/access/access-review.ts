import { createHash } from 'node:crypto'
import { canonicalJson } from '../compliance/canonical-json.ts'
import { momentOf } from '../ledger/row.ts'
import type { Database } from '../postgres/pool.ts'
import { listApiKeys } from './api-keys.ts'
import { nameOf } from './known-people.ts'
import { listPeople } from './people.ts'
import type { Scope } from './principal.ts'
import { listRoles } from './roles.ts'
import { listAccounts } from './service-accounts.ts'

/** A person, service account or key with access to a tenant. */
export interface Access {
  readonly kind: 'person' | 'service_account' | 'api_key'
  readonly id: string
  readonly name: string
  /** Of a person or service account. */
  readonly role: string | null
  readonly scopes: readonly Scope[]
  /** `invited` and `expired` of invitations, `deactivated` by the provider; a key that has ended is `expired`. */
  readonly status: 'active' | 'invited' | 'expired' | 'deactivated'
  /** RFC 3339: the last sign-in of a person, the last use of a key. */
  readonly last_used_at: string | null
  /** When a key was made, or a person came. */
  readonly since: string
  /** Of a key or an invitation; null for one that does not end. */
  readonly ends_at: string | null
  /** The name of who made the key, the account or the invitation. */
  readonly given_by: string | null
}

export interface AccessList {
  readonly access: readonly Access[]
  /** SHA-256 of who may do what, without the times of their last use: another where anything of it changed. */
  readonly digest: string
}

const moment = (text: string | null) => text && momentOf(text)

/** Who may do what in a tenant: its people and service accounts by their roles, and its keys that were not revoked. */
export async function readAccess(db: Database, tenantId: string, now: number): Promise<AccessList> {
  const [people, accounts, keys, roles] = await Promise.all([
    listPeople(db, tenantId),
    listAccounts(db, tenantId),
    listApiKeys(db, tenantId),
    listRoles(db, tenantId),
  ])
  const scopesOf = new Map(roles.map(({ name, scopes }) => [name, scopes]))
  const access: Access[] = [
    ...people.map(
      (person): Access => ({
        ...{ kind: 'person', id: person.id, name: person.name || nameOf(person), role: person.role },
        ...{ scopes: [...(scopesOf.get(person.role) ?? [])], status: person.status },
        ...{ last_used_at: moment(person.last_sign_in_at), since: momentOf(person.created_at) },
        ...{ ends_at: person.status === 'active' ? null : moment(person.invited_until), given_by: person.invited_by },
      }),
    ),
    ...accounts.map(
      (account): Access => ({
        ...{ kind: 'service_account', id: account.id, name: account.name, role: account.role },
        ...{ scopes: [...(scopesOf.get(account.role) ?? [])], status: account.status },
        ...{ last_used_at: moment(account.last_used_at), since: momentOf(account.created_at) },
        ...{ ends_at: moment(account.expires_at), given_by: account.created_by },
      }),
    ),
    ...keys
      .filter(({ revoked_at }) => revoked_at === null)
      .map(
        (key): Access => ({
          ...{ kind: 'api_key', id: key.id, name: key.name, role: null, scopes: [...key.scopes] },
          status: key.expires_at !== null && Date.parse(key.expires_at) <= now ? 'expired' : 'active',
          ...{ last_used_at: moment(key.last_used_at), since: momentOf(key.created_at) },
          ...{ ends_at: moment(key.expires_at), given_by: key.created_by },
        }),
      ),
  ]
  const granted = access.map(({ kind, id, role, scopes, ends_at }) => ({ kind, id, role, scopes, ends_at }))
  return { access, digest: createHash('sha256').update(canonicalJson(granted)).digest('hex') }
}
