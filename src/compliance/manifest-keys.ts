import { createHmac } from 'node:crypto'
import type { Keys } from './master-key.ts'
import type { KeyVersion, KeyVersions } from './sealing.ts'
import type { ServiceKeys } from './service-keys.ts'

const versionOf = (key: Buffer): KeyVersion => ({
  id: createHmac('sha256', key).update('id of a key of manifests').digest().subarray(0, 8),
  key,
})

/**
 * The keys by which manifests of the archive are authenticated. The service's own key signs; it stays the same when the
 * master key changes. What was signed by a service that began with another of the given master keys is verified too, so
 * that a new ledger takes up the archive of an old one.
 */
export function manifestKeys({ archive, current, previous }: Keys & ServiceKeys): KeyVersions {
  const derived = [current, ...previous].map((it) => it.derive('archive')).filter((key) => !key.equals(archive))
  return { current: versionOf(archive), previous: derived.map(versionOf) }
}
