import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, snappyUncompress } from 'hyparquet'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import type { StoredEvent } from '../events/envelope.ts'
import { groupCharacters, groupRows, maxChecksumPageBytes } from './bounds.ts'
import type { Column } from './columns.ts'
import { type Count, openTally, same } from './tally.ts'

/** Writes a Parquet file (Snappy) from events, a row group at a time. The same events give the same bytes. */
export function openParquetFile(path: string, columns: readonly Column[]) {
  const root = { name: 'event', num_children: columns.length }
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: [root, ...columns.map((it) => it.element)] })
  let rows: StoredEvent[] = []
  let characters = 0

  async function flush(): Promise<void> {
    if (rows.length === 0) return
    const group = rows
    rows = []
    characters = 0
    const columnData = columns.map(({ element, read }) => ({ name: element.name, data: group.map(read) }))
    await writer.write({ columnData, rowGroupSize: group.length })
  }

  return {
    /** @param size how many characters the event has as JSON. */
    async add(event: StoredEvent, size: number): Promise<void> {
      rows.push(event)
      characters += size
      if (rows.length >= groupRows || characters >= groupCharacters) await flush()
    },
    async finish(): Promise<void> {
      await flush()
      await writer.finish()
    },
  }
}

/** Unpacks no more than a page of checksums has, whatever its header says. */
const compressors = {
  SNAPPY(packed: Uint8Array, length: number): Uint8Array {
    if (length > maxChecksumPageBytes) throw new Error(`a page says that it has ${length} bytes`)
    const page = new Uint8Array(length)
    snappyUncompress(packed, page)
    return page
  },
}

/** Reads a Parquet file back, a row group at a time, and counts what it holds. @throws Error when it is none */
export async function countParquet(path: string): Promise<Count> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const tally = openTally()
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    if (!(rows >= 0 && rows <= groupRows)) throw new Error(`a row group says that it has ${rows} rows`)
    const rowEnd = rowStart + rows
    const read = await parquetReadObjects({ file, metadata, compressors, columns: ['checksum'], rowStart, rowEnd })
    for (const { checksum } of read) tally.add({ checksum: String(checksum) })
    rowStart = rowEnd
  }
  return tally.count()
}

/** What is wrong with a table that another hand may have written; undefined where it holds what it is said to. */
export async function flawOfTable(path: string, expected: Count): Promise<string | undefined> {
  const found = await countParquet(path).catch((error: NodeJS.ErrnoException) => {
    // A disk that fails says nothing of the table.
    if (error.syscall !== undefined) throw error
    return undefined
  })
  if (found === undefined) return 'is not Parquet as the service writes it'
  if (same(expected, found)) return undefined
  return `holds ${found.events} events (${found.checksum}), not ${expected.events} (${expected.checksum})`
}
