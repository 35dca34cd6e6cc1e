import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { SealedObjects } from '../archive/sealed-object.ts'
import type { Protection } from '../compliance/protect.ts'
import type { SealingKey } from '../compliance/sealing.ts'
import type { SubjectTokens } from '../compliance/subject-tokens.ts'
import type { Database } from '../postgres/pool.ts'
import { type AskedErasure, replayErasure } from './erasure-requests.ts'
import { idOf } from './subject.ts'

const folder = 'erasures/'

export interface RecordDeps {
  readonly db: Database
  readonly wrap: SealingKey
  readonly objects: SealedObjects
  /** Stays the same when the master key changes. */
  readonly recordKey: Buffer
  readonly protection: Pick<Protection, 'storedAs'>
  readonly subjectTokens: SubjectTokens
}

/** Keeps an erasure beside the archive, so that it can be replayed into a database restored from a backup. */
export async function keepRecord({ objects, recordKey }: RecordDeps, asked: AskedErasure): Promise<void> {
  await objects.put(folder + asked.id, recordKey, Readable.from([Buffer.from(JSON.stringify(asked))]))
}

/**
 * Records anew the erasures that the archive knows of and this database does not: it came back from a backup.
 * @returns how many
 * @throws Failure archive_unavailable
 */
export async function replayErasures(deps: RecordDeps): Promise<number> {
  const { db, wrap, objects, recordKey } = deps
  const names = await objects.list(folder)
  if (names.length === 0) return 0
  const ids = names.map((name) => name.slice(folder.length))
  const { rows } = await db.query<{ id: string }>(
    // One whose record lies in the archive was approved, whatever a backup of before says.
    `SELECT id FROM gdpr_erasure_requests WHERE id = ANY ($1::uuid[]) AND status <> 'awaiting_approval'`,
    [ids],
  )
  const known = new Set(rows.map(({ id }) => id))
  let replayed = 0
  for (const [index, name] of names.entries()) {
    if (known.has(ids[index] as string)) continue
    const stream = await objects.get(name, recordKey)
    if (stream === undefined) continue
    const asked = JSON.parse(await text(stream)) as AskedErasure
    const { tenantId, subject } = asked
    // The tenant's key of tokens may be another one than it was when the erasure was asked for.
    const stored = await deps.protection.storedAs(tenantId, idOf(subject))
    const subjects = await deps.subjectTokens(tenantId, stored)
    if (await replayErasure(db, wrap, { ...asked, subjects })) replayed += 1
  }
  return replayed
}
