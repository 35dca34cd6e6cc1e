import { createHash, randomUUID } from 'node:crypto'
import type { SealedObjects } from '../archive/sealed-object.ts'
import type { SealingKey } from '../compliance/sealing.ts'
import type { Now } from '../platform/clock.ts'
import { Failure } from '../platform/errors.ts'
import type { Logger } from '../platform/log.ts'
import {
  type ClaimedExport,
  claimExport,
  expireExports,
  finishExport,
  giveBack,
  makeExportKey,
  renewClaim,
} from './requests.ts'
import { type ExportDeps, openExport } from './write-export.ts'

export interface WorkDeps extends ExportDeps {
  readonly wrap: SealingKey
  readonly objects: SealedObjects
  readonly log: Logger
  readonly now: Now
}

/** For how long a file can be had. */
const exportDays = 7
const mostTries = 5
const renewMs = 10_000

export const exportFolder = (tenantId: string, id: string) => `exports/tenant_id=${encodeURIComponent(tenantId)}/${id}/`
/** Each try has a key and so a name of its own: one that continues when another has taken over replaces nothing. */
export const exportName = (tenantId: string, id: string, key: Buffer) =>
  `${exportFolder(tenantId, id)}${createHash('sha256').update(key).digest('hex').slice(0, 16)}`

/** Removes the files of a request, those of tries that failed too. */
async function removeFiles(objects: SealedObjects, tenantId: string, id: string): Promise<void> {
  for (const name of await objects.list(exportFolder(tenantId, id))) await objects.remove(name)
}

/** What the reader of a request sees of a failure: no value, and no way of the service's own. */
const reasonOf = (error: unknown) => (error instanceof Failure ? error.title : 'the service failed; it was logged')

async function makeExport(deps: WorkDeps, claimed: ClaimedExport, worker: string, signal: AbortSignal): Promise<void> {
  const { db, wrap, objects } = deps
  const { id, tenantId, subject, requestedAt } = claimed
  const key = await makeExportKey(db, wrap, id)
  const asked = { id, tenantId, subject, requestedAt, now: new Date(deps.now()).toISOString() }
  const { zip, counts } = await openExport(deps, asked)
  const stop = () => zip.destroy(new Error('the service is shutting down'))
  signal.addEventListener('abort', stop, { once: true })
  const renewing = setInterval(() => {
    renewClaim(db, id, worker)
      .then((isHeld) => isHeld || zip.destroy(new Error('another process took the request')))
      .catch((error) => deps.log.warn({ err: error }, 'the claim on an export could not be renewed'))
  }, renewMs)
  try {
    const bytes = await objects.put(exportName(tenantId, id, key), key, zip)
    await finishExport(db, { id, worker }, { bytes, counts, days: exportDays })
  } finally {
    clearInterval(renewing)
    signal.removeEventListener('abort', stop)
  }
}

/**
 * Makes the exports that wait, one after the other, and removes those whose link has run out. A process that is killed at it
 * leaves its request to the next, which begins it anew.
 */
export async function workOffExports(deps: WorkDeps, signal: AbortSignal): Promise<void> {
  const { db, log } = deps
  for (const { id, tenantId } of await expireExports(db)) await removeFiles(deps.objects, tenantId, id)
  const worker = randomUUID()
  while (!signal.aborted) {
    const claimed = await claimExport(db, deps.wrap, worker)
    if (claimed === undefined) return
    try {
      await makeExport(deps, claimed, worker, signal)
    } catch (error) {
      const isLast = claimed.tries >= mostTries && !signal.aborted
      log.error({ err: error, request: claimed.id, tries: claimed.tries }, 'an export could not be made')
      await giveBack(db, claimed.id, worker, reasonOf(error), isLast)
      return
    }
  }
}
