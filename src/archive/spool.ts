import { createHash } from 'node:crypto'
import { appendFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { WholeEvent } from '../ledger/read-stored.ts'
import { rawName, receivedIn } from './layout.ts'
import type { RawFile } from './manifest.ts'
import { openTally, type Tally } from './tally.ts'

const compress = promisify(gzip)

/** Characters that one file, and all together, may hold in memory before they are compressed and put on the disk. */
const fileCharacters = 1_000_000
const allCharacters = 32_000_000

interface Open {
  readonly path: string
  readonly facts: Pick<RawFile, 'name' | 'tenant_id' | 'type' | 'first'>
  readonly tally: Tally
  readonly hash: ReturnType<typeof createHash>
  bytes: number
  last: RawFile['last']
  min: string
  max: string
  lines: string
}

/** A raw file that is ready to be put, and where it is. */
export interface SpooledFile {
  readonly path: string
  readonly file: RawFile
}

/** A line of a raw file: the event as it is stored, and what else the ledger knows of it. */
export const lineOf = ({ event, payloadHash }: WholeEvent) =>
  `${JSON.stringify({ ...event, payload_hash: payloadHash })}\n`

/** The raw file that an event goes into. */
export const fileNameOf = ({ event }: WholeEvent, batch: string) =>
  rawName({ tenant_id: event.tenant_id, type: event.type, ...receivedIn(event.received_at) }, batch)

/**
 * Sorts events into raw files on the local disk, however many files there are, in bounded memory. A file is a row of
 * gzip members, cut where only the events before decide: the same events give the same bytes.
 */
export async function openSpool(folder: string, batch: string) {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const files = new Map<string, Open>()
  let held = 0

  function open({ event, tx, position }: WholeEvent, name: string): Open {
    const { tenant_id, type, occurred_at } = event
    const here = { tx, position }
    return {
      path: join(folder, String(files.size)),
      facts: { name, tenant_id, type, first: here },
      ...{ tally: openTally(), hash: createHash('sha256'), bytes: 0, lines: '' },
      ...{ last: here, min: occurred_at, max: occurred_at },
    }
  }

  async function flush(file: Open): Promise<void> {
    if (file.lines === '') return
    const lines = file.lines
    held -= lines.length
    file.lines = ''
    const member = await compress(lines)
    file.hash.update(member)
    file.bytes += member.length
    await appendFile(file.path, member)
  }

  return {
    /** @param line what `lineOf` makes of the event */
    async add(logged: WholeEvent, line: string): Promise<void> {
      const { event, tx, position } = logged
      const name = fileNameOf(logged, batch)
      const file = files.get(name) ?? open(logged, name)
      files.set(name, file)
      file.lines += line
      held += line.length
      file.tally.add(event)
      file.last = { tx, position }
      if (event.occurred_at < file.min) file.min = event.occurred_at
      if (event.occurred_at > file.max) file.max = event.occurred_at
      if (file.lines.length >= fileCharacters) await flush(file)
      if (held >= allCharacters) for (const it of files.values()) await flush(it)
    },
    /** Puts everything on the disk. @returns the files by name, each with its path here. */
    async finish(): Promise<SpooledFile[]> {
      for (const it of files.values()) await flush(it)
      return [...files.values()]
        .sort((a, b) => (a.facts.name < b.facts.name ? -1 : 1))
        .map(({ path, facts, tally, hash, bytes, last, min, max }) => ({
          path,
          file: {
            ...facts,
            ...tally.count(),
            ...{ bytes, sha256: hash.digest('hex'), last, min_occurred_at: min, max_occurred_at: max },
          },
        }))
    },
  }
}
