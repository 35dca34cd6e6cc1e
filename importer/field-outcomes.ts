import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { mapRows, type Outcome } from './map-rows.ts'
import { parseMapping } from './mapping.ts'
import { openSource } from './read-rows.ts'

/** What a file becomes under a mapping of one rule: `head` stands before the rules, `event` ends the rule's event. */
export async function outcomesOf(
  content: string | Buffer,
  head: string,
  event = '',
  heldBytes?: number,
): Promise<Outcome[]> {
  const folder = await mkdtemp(join(tmpdir(), 'files-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'file')
  await writeFile(path, content)
  const mapping = parseMapping(
    `
name: field
${head}
rules:
  - event:
      type: payment
      action: captured
      idempotency_key: { column: id }
      occurred_at: '2026-10-01T10:00:00Z'
      producer: field
${event}`,
    'field',
  )
  const outcomes: Outcome[] = []
  for await (const outcome of mapRows((await openSource(path, mapping)).rows, mapping, heldBytes))
    outcomes.push(outcome)
  return outcomes
}
