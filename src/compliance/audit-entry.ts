import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { Json } from './texts.ts'

/**
 * `operator` visits a tenant; `anonymous` brought no credential that holds; `service` acts by itself; `service_account` is a
 * program with a role; `break_glass` is the configured key where people sign in by a provider, also by a session of it.
 */
export const actorKinds = [
  'api_key',
  'token',
  'session',
  'operator',
  'anonymous',
  'service',
  'service_account',
  'break_glass',
] as const
export type ActorKind = (typeof actorKinds)[number]
export const auditOutcomes = ['succeeded', 'refused', 'failed'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** Who did it: the credential's name, which is chosen freely, and what cannot be chosen. */
export interface Actor {
  readonly name: string
  readonly kind: ActorKind
  /** The id of the API key, the person or the service account. */
  readonly keyId?: string | undefined
  /** The tenant of the credential, which an operator leaves to visit another. */
  readonly tenantId: string
}

/** What was changed. No value of it is of a person: the chain cannot forget. */
export interface Change {
  readonly details?: Json
  /** Tokens of the persons or devices whose data it concerns (subject-tokens.ts). */
  readonly subjects?: readonly string[]
  /** Why, where the body of the call says so. */
  readonly reason?: string | undefined
  /** The value before; null where there was none. */
  readonly before?: Json | null
  readonly after?: Json | null
}

/** What was done that others may ask about later. `details` hold no personal data. */
export interface AuditRecord extends Change {
  /** In whose trail it stands. */
  readonly tenantId: string
  readonly actor: Actor
  readonly action: string
  /** The call, as its route is written. */
  readonly resource: string
  readonly outcome: AuditOutcome
  readonly ip?: string | undefined
  /** 32 hex digits, or nothing. */
  readonly traceId: string
  readonly details: Json
}

/** What of an entry is hashed, in the form in which it is read. */
export interface AuditContent {
  readonly tenant_id: string
  /** From 1 on, without a gap. */
  readonly sequence: number
  readonly id: string
  /** RFC 3339, to the microsecond */
  readonly at: string
  readonly actor: string
  readonly actor_kind: string
  readonly actor_key: string | null
  readonly actor_tenant: string | null
  readonly action: string
  readonly subjects: readonly string[]
  readonly resource: string
  readonly outcome: string
  readonly ip: string | null
  readonly trace_id: string
  readonly reason: string | null
  readonly before: Json | null
  readonly after: Json | null
  readonly details: Json
}

export interface AuditEntry extends AuditContent {
  /** Hexadecimal */
  readonly previous_hash: string
  readonly hash: string
}

/** What stands before the first entry of a chain. */
export const genesisHash = '0'.repeat(64)

/** SHA-256, in hexadecimal, over the hash before, a line feed and the canonical JSON of the content. */
export const hashOfEntry = (previousHash: string, content: AuditContent): string =>
  createHash('sha256')
    .update(`${previousHash}\n${canonicalJson(content)}`)
    .digest('hex')

/** The end of a chain. */
export interface AuditHead {
  readonly sequence: number
  readonly hash: string
}

/** Contents as entries that follow on a head, in order. */
export function chained(head: AuditHead, contents: readonly AuditContent[]): AuditEntry[] {
  let previous = head.hash
  return contents.map((content) => {
    const entry = { ...content, previous_hash: previous, hash: hashOfEntry(previous, content) }
    previous = entry.hash
    return entry
  })
}
