import type { AskedSubject } from '../../api/compliance.ts'
import type { Scope } from '../../api/generated/contract.ts'

/** One of these opens the page. */
export const subjectScopes: readonly Scope[] = [
  'compliance:audit',
  'compliance:export',
  'compliance:erase',
  'personal:read',
]

/** Whose page it is: a person by user_id, or the wearer of a device by device_id. */
export interface SubjectSearch {
  user_id?: string
  device_id?: string
}

const isId = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 128

/** Reads a person or device from an address, which is untrusted input; a person wins over a device. */
export function parseSubjectSearch(search: Readonly<Record<string, unknown>>): SubjectSearch {
  if (isId(search.user_id)) return { user_id: search.user_id }
  return isId(search.device_id) ? { device_id: search.device_id } : {}
}

/** The subject of an address; undefined where it names none. */
export function subjectOf({ user_id: user, device_id: device }: SubjectSearch): AskedSubject | undefined {
  if (user !== undefined) return { user_id: user }
  return device === undefined ? undefined : { device_id: device }
}
