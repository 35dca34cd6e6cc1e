import { Failure } from '../platform/errors.ts'

/** What a credential may do; `admin` implies all the others within its tenant. */
export const scopes = [
  'analytics:ingest',
  'analytics:read',
  /** Saved views, annotations, alerts and reports. */
  'analytics:write',
  /** Values of persons in the clear. */
  'personal:read',
  'compliance:audit',
  'compliance:export',
  'compliance:erase',
  /** Decisions on lots and reports of adverse events. */
  'quality:write',
  /** People and groups, by an identity provider (SCIM). */
  'people:provision',
  'admin',
] as const
export type Scope = (typeof scopes)[number]

/** What narrows an API key beyond its scopes; undefined where nothing does. */
export interface KeyRestrictions {
  /** Origins of the pages that may use it. Such a key is in the hands of every visitor: it only sends events. */
  readonly allowedOrigins?: readonly string[] | undefined
  /** Event types that it may send. */
  readonly allowedTypes?: readonly string[] | undefined
  /** Addresses and networks (CIDR) that it may be used from. */
  readonly allowedIps?: readonly string[] | undefined
}

/** Who calls: which tenant's, and what it may do. */
export interface Principal {
  readonly tenantId: string
  readonly name: string
  readonly scopes: readonly Scope[]
  /** The API key that stands behind it; undefined for a token from outside. */
  readonly keyId?: string | undefined
  /** The person who signed in, where it is no key. */
  readonly personId?: string | undefined
  /** The service account that it speaks for, by an API key of it or by a bearer token. */
  readonly accountId?: string | undefined
  /** Of a token from outside that no person stands behind: the client of its issuer that asked for it. */
  readonly clientId?: string | undefined
  /**
   * Set for the key that the configuration names, where people sign in by a provider: it is for when that is
   * unavailable.
   */
  readonly isBreakGlass?: true | undefined
  /** The name of that person's or account's role. */
  readonly role?: string | undefined
  /** The event types whose protected values `personal:read` opens; undefined for all. */
  readonly personalTypes?: readonly string[] | undefined
  /** What narrows that key. */
  readonly restrictions?: KeyRestrictions | undefined
  /** Set for an operator who visits the tenant and is not one of its people (operators.ts). */
  readonly isVisitor?: true
}

export const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text)

/** Whether a principal has a scope; `admin` may do everything within its tenant. */
export const isPermitted = ({ scopes }: Pick<Principal, 'scopes'>, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin')

/** @throws Failure forbidden */
export function permit(principal: Principal, scope: Scope): void {
  if (isPermitted(principal, scope)) return
  throw new Failure('forbidden', `This call needs the scope ${scope}.`, { scope })
}

/** Whether a principal has a scope; `permit` as an answer. */
export const may = ({ scopes: held }: Principal, scope: Scope) => held.includes(scope) || held.includes('admin')

/** Whether a principal may see protected values of events of a type. */
export const mayReadPersonal = (principal: Principal, type: string) =>
  may(principal, 'personal:read') && (principal.personalTypes?.includes(type) ?? true)

type Credential = Pick<Principal, 'keyId' | 'personId' | 'accountId'>

/** The id of the API key, the person or the service account behind a principal; undefined for another token from outside. */
export const credentialOf = ({ keyId, personId, accountId }: Credential) => keyId ?? personId ?? accountId

/**
 * The owner of what a principal saves: the person, the service account, the API key (also in a session that was begun
 * with it) or the subject of a token.
 */
export const personOf = (principal: Credential & Pick<Principal, 'name'>) =>
  principal.accountId ?? credentialOf(principal) ?? `subject ${principal.name}`

/** Whether a principal may change what a person saved: that person, or an admin. */
export const mayChange = (principal: Principal, personId: string) =>
  personOf(principal) === personId || principal.scopes.includes('admin')
