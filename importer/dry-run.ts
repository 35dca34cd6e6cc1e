import { beginning, identify } from './checkpoint.ts'
import { count, type ImportOptions, type ImportSummary, summaryOf } from './import-file.ts'
import { mapRows } from './map-rows.ts'
import { loadMapping } from './mapping.ts'
import { outcomeBatches } from './outcome-batches.ts'
import { openSource } from './read-rows.ts'
import type { RejectedRow } from './rejected-rows.ts'
import { FieldsSeen, KeysSeen, RowsSettled, TimesSeen } from './seen.ts'
import type { Answer } from './send-batch.ts'

/** What the service would say of an event, given as a line of JSON, if it had none of before this file. */
export type Check = (line: string) => Answer

export interface DryRun {
  /** As of an import; `accepted` are the events that would be sent and taken. */
  readonly summary: ImportSummary
  /** The first events that would be taken. */
  readonly samples: readonly string[]
  /** The first rows that would be rejected. */
  readonly rejected: readonly RejectedRow[]
}

const mostSamples = 3
const mostRejected = 10

/**
 * Reads and maps a whole file and checks every event, and sends and writes nothing.
 * @throws ImportStopped when the file or the mapping does not allow it.
 */
export async function dryRun(
  options: Pick<ImportOptions, 'file' | 'map' | 'set' | 'url' | 'batch' | 'limit' | 'onProgress'>,
  check: Check,
): Promise<DryRun> {
  const { mapping, sha256 } = await loadMapping(options.map, options.set)
  const identity = await identify(options.file, sha256, options.url)
  const source = await openSource(options.file, mapping)
  const fields = new FieldsSeen(mapping)
  const keys = new KeysSeen()
  const rows = new RowsSettled()
  const times = new TimesSeen()
  const samples: string[] = []
  const rejected: RejectedRow[] = []
  let checkpoint = beginning(identity)
  let finished = true
  const outcomes = mapRows(fields.watching(source.rows), mapping, undefined, times.note)
  for await (const batch of outcomeBatches(outcomes, options.batch ?? 1000, options.limit)) {
    const answers = batch.lines.map(check)
    const taken = batch.lines.filter((_, index) => answers[index]?.status === 'accepted')
    samples.push(...taken.slice(0, mostSamples - samples.length))
    const counted = count(checkpoint, batch, answers, keys)
    for (const outcome of batch.outcomes) rows.settle(outcome)
    rejected.push(...counted.rejected.slice(0, mostRejected - rejected.length))
    checkpoint = counted.checkpoint
    options.onProgress?.(source.bytesRead(), identity.file_bytes)
    if (batch.limited) finished = false
  }
  return {
    summary: summaryOf(checkpoint, { mapping, set: options.set, fields, rows, times }, finished),
    samples,
    rejected,
  }
}
