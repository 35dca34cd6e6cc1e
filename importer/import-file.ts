import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { type Checkpoint, identify, readCheckpoint, writeCheckpoint } from './checkpoint.ts'
import { mapRows, type Outcome } from './map-rows.ts'
import { loadMapping, type Settings } from './mapping.ts'
import type { Mapping } from './mapping-schema.ts'
import { type OutcomeBatch, outcomeBatches } from './outcome-batches.ts'
import { openSource } from './read-rows.ts'
import { type RejectedRow, RejectedRows } from './rejected-rows.ts'
import { FieldsSeen, KeysSeen, RowsSettled, TimesSeen } from './seen.ts'
import { type Answer, type Service, sendBatch } from './send-batch.ts'
import { ImportStopped } from './stopped.ts'

export interface ImportOptions {
  /** A CSV or JSON lines file, compressed by gzip or not. */
  readonly file: string
  /** The name of a built-in mapping, or the path of one. */
  readonly map: string
  /** What is set of the mapping's parameters. */
  readonly set?: Settings
  readonly url: string
  /** An API key with the scope `analytics:ingest`. */
  readonly key: string
  /** Where rejected rows are written. */
  readonly rejected: string
  /** Where the import notes how far it has come; gone when it has come to the end. */
  readonly state: string
  /** Forget what the state file says and begin again. */
  readonly restart?: boolean
  /** Events in one request; 1 000 by default. */
  readonly batch?: number
  /** Stop after so many events; the next import resumes there. */
  readonly limit?: number | undefined
  /** How often one batch is sent while the service is busy or unavailable; 10 by default. */
  readonly attempts?: number
  readonly onProgress?: (bytesRead: number, bytes: number) => void
}

export interface ImportSummary extends Omit<Checkpoint, 'identity' | 'rejected_bytes' | 'last_stored'> {
  /** False when the limit was reached first. */
  readonly finished: boolean
  /** Rows that were read, members of unnested lists each for itself, or that the outcomes account for at a limit. */
  readonly rows_read: number
  /** Of them, those that are in an event that was sent, and those of which no event could be made. */
  readonly rows_in_events: number
  readonly rows_rejected: number
  /** What a reader should know beside the counts. */
  readonly warnings?: readonly string[]
}

/**
 * Sends a file through the service's ingest as events, and can be killed at any time: the same call resumes after the
 * last batch that was acknowledged, and keys made from the source keep the batch in between from being stored twice.
 * @throws ImportStopped when the file, the mapping, the state or the service does not allow it.
 */
export async function importFile(options: ImportOptions): Promise<ImportSummary> {
  const { mapping, sha256 } = await loadMapping(options.map, options.set)
  const identity = await identify(options.file, sha256, options.url)
  if (options.restart) await rm(options.state, { force: true })
  let checkpoint = await readCheckpoint(options.state, identity)
  await using rejectedRows = await RejectedRows.open(options.rejected, checkpoint.rejected_bytes)
  const service: Service = {
    url: options.url,
    key: options.key,
    attempts: options.attempts ?? 10,
    importId: randomUUID(),
  }
  const source = await openSource(options.file, mapping)

  const fields = new FieldsSeen(mapping)
  const keys = new KeysSeen()
  const rows = new RowsSettled()
  const times = new TimesSeen()
  const mapped = mapRows(fields.watching(source.rows), mapping, undefined, times.note)
  const outcomes = after(checkpoint, mapped, service, { keys, rows })
  let finished = true
  for await (const batch of outcomeBatches(outcomes, options.batch ?? 1000, options.limit)) {
    const results = batch.lines.length > 0 ? await sendBatch(service, batch.lines) : []
    const counted = count(checkpoint, batch, results, keys)
    for (const outcome of batch.outcomes) rows.settle(outcome)
    await rejectedRows.append(counted.rejected)
    checkpoint = { ...counted.checkpoint, rejected_bytes: rejectedRows.bytes }
    await writeCheckpoint(options.state, checkpoint)
    options.onProgress?.(source.bytesRead(), identity.file_bytes)
    if (batch.limited) finished = false
  }
  if (finished) {
    await rejectedRows.finish()
    await rm(options.state, { force: true })
  }
  return summaryOf(checkpoint, { mapping, set: options.set, fields, rows, times }, finished)
}

export interface SeenOfFile {
  readonly mapping: Mapping
  readonly set: Settings | undefined
  readonly fields: FieldsSeen
  readonly rows: RowsSettled
  readonly times: TimesSeen
}

/** What became of the file so far, or of all of it. */
export function summaryOf(checkpoint: Checkpoint, seen: SeenOfFile, finished: boolean): ImportSummary {
  const { mapping, set, fields, rows, times } = seen
  const { identity: _, rejected_bytes, last_stored, ...summary } = checkpoint
  const warnings = [...(finished ? fields.warnings() : []), ...times.warnings(), ...assumed(mapping, set)]
  const { inEvents, rejected, skipped } = rows.sums
  return {
    ...summary,
    rows_read: finished ? fields.rows : inEvents + rejected + skipped,
    rows_in_events: inEvents,
    rows_rejected: rejected,
    finished,
    ...(warnings.length > 0 ? { warnings } : {}),
  }
}

/** A time zone or a currency that was not set may be another: the assumed value is reported. */
const assumed = ({ parameters = {} }: Mapping, set: Settings = {}) =>
  Object.entries(parameters)
    .filter(([name]) => !Object.hasOwn(set, name))
    .map(
      ([name, { default: value, about }]) =>
        `${name} was taken to be ${value} (${about}); --set ${name}=… says otherwise.`,
    )

interface Seen {
  readonly keys: KeysSeen
  readonly rows: RowsSettled
}

/**
 * The outcomes that no checkpoint accounts for. Before the first of them the last event that the service acknowledged
 * is sent once more: a service that does not know it has another ledger, and would be left with half a file.
 */
async function* after(checkpoint: Checkpoint, outcomes: AsyncIterable<Outcome>, service: Service, seen: Seen) {
  let passed = 0
  for await (const outcome of outcomes) {
    if (passed >= checkpoint.outcomes) {
      yield outcome
      continue
    }
    passed += 1
    seen.rows.settle(outcome)
    if (outcome.kind === 'event') seen.keys.note(outcome.event)
    if (passed === checkpoint.last_stored && outcome.kind === 'event') await checkKnown(outcome.event, service)
  }
  if (passed < checkpoint.outcomes) throw new ImportStopped('The file has become shorter. Start again with --restart.')
}

async function checkKnown(event: object, service: Service) {
  const [result] = await sendBatch(service, [JSON.stringify(event)])
  if (result?.status === 'duplicate') return
  throw new ImportStopped(
    `The service does not have what it acknowledged before (${result?.reason ?? result?.status}): its data is another. ` +
      'Start again from the beginning with --restart.',
  )
}

/** Adds a batch and what the service said of it to the checkpoint, and lists the rows that were rejected. */
export function count(before: Checkpoint, batch: OutcomeBatch, results: readonly Answer[], keys: KeysSeen) {
  let repeated = before.repeated ?? 0
  let { rows, outcomes, accepted, duplicates, last_stored } = before
  const skipped: Record<string, number> = { ...before.skipped }
  const reasons: Record<string, number> = { ...before.reasons }
  const rejected: RejectedRow[] = []
  const answers = results.values()
  for (const outcome of batch.outcomes) {
    outcomes += 1
    rows = outcome.rows.reduce((last, row) => Math.max(last, row), rows)
    if (outcome.kind === 'skipped') skipped[outcome.why] = (skipped[outcome.why] ?? 0) + 1
    else if (outcome.kind === 'rejected') rejected.push(rejectedRow(outcome, outcome.reason, outcome.errors))
    else {
      const answer = answers.next().value as Answer
      if (answer.status === 'rejected') rejected.push(rejectedRow(outcome, answer.reason, answer.errors))
      else {
        last_stored = outcomes
        const repeats = keys.note(outcome.event)
        if (answer.status === 'accepted') accepted += 1
        else if (repeats) repeated += 1
        else duplicates += 1
      }
    }
  }
  for (const { reason } of rejected) reasons[reason] = (reasons[reason] ?? 0) + 1
  const checkpoint: Checkpoint = {
    ...before,
    ...{ rows, outcomes, accepted, duplicates, skipped, last_stored },
    rejected: before.rejected + rejected.length,
    reasons,
    ...(repeated > 0 ? { repeated } : {}),
  }
  return { checkpoint, rejected }
}

const rejectedRow = ({ rows, source }: Outcome, reason = 'rejected', errors: readonly unknown[] = []) => ({
  rows,
  reason,
  errors,
  source,
})
