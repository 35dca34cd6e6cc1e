import type { Flaw } from '../schemas/flaw.ts'

/** Why an event was not taken: a closed list, each counted. */
export const reasons = {
  malformed_json: 'The text is not JSON in UTF-8',
  not_an_object: 'An event is a JSON object',
  unsafe_value: 'A value cannot be kept as it was sent',
  too_large: 'The event is larger than the service takes',
  unknown_type: 'There is no such event type',
  invalid_event: 'The event is not valid',
  occurred_in_future: 'occurred_at lies more than 5 minutes ahead',
  occurred_before_1970: 'occurred_at lies before 1970',
  type_not_allowed: 'The credential may not send events of this type',
  tenant_mismatch: "tenant_id is not the credential's",
  idempotency_conflict: 'The idempotency key was used for another payload',
  too_many_conflicts: 'The idempotency key was in conflict too often',
  not_storable: 'The ledger refused the event',
  tenant_missing: 'A message says no tenant',
  unknown_tenant: 'A message is for a tenant that there is not',
  mapping_failed: 'The mapping of a replay does not fit the event',
  erased: 'The key of the person whose event it was is destroyed',
  not_an_event: 'A message in the topic of a type is no event of this service',
} as const

export type Reason = keyof typeof reasons

export type { Flaw }

export interface Rejected {
  readonly status: 'rejected'
  /** The id that the sender gave, where it gave one. */
  readonly id: string | null
  readonly reason: Reason
  readonly errors: readonly Flaw[]
}

export interface Taken {
  readonly status: 'accepted' | 'duplicate'
  readonly id: string
}

export type Outcome = Taken | Rejected

/** More than so many flaws of one answer are not listed in full: a batch could have millions. */
const listedInFull = 20_000
const listedOfOthers = 10

/** Shortens the later rejections of a batch whose flaws are very many; each keeps its first ten. */
export function openShortener(): <It extends object>(it: It | Rejected) => It | Rejected {
  let listed = 0
  return (it) => {
    if (!('errors' in it)) return it
    listed += it.errors.length
    const hidden = it.errors.length - listedOfOthers
    if (listed <= listedInFull || hidden <= 0) return it
    const rest = { path: '', message: `has ${hidden} flaws more; send it alone to see them all` }
    return { ...it, errors: [...it.errors.slice(0, listedOfOthers), rest] }
  }
}

export const reject = (reason: Reason, id: string | null, ...errors: Flaw[]): Rejected => ({
  status: 'rejected',
  id,
  reason,
  errors,
})
