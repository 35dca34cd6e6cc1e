import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { fileWriter, ParquetWriter } from 'hyparquet-writer'
import type { StoredEvent } from '../events/envelope.ts'
import type { Column } from './columns.ts'
import { type Count, openTally } from './tally.ts'

/** Rows, and characters of their JSON, that are held in memory before they are written as a row group. */
const groupRows = 20_000
const groupCharacters = 32_000_000

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

/** Reads a Parquet file back, a row group at a time, and counts what it holds. */
export async function countParquet(path: string): Promise<Count> {
  const file = await asyncBufferFromFile(path)
  const metadata = await parquetMetadataAsync(file)
  const tally = openTally()
  let rowStart = 0
  for (const group of metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows)
    const rows = await parquetReadObjects({ file, metadata, columns: ['checksum'], rowStart, rowEnd })
    for (const { checksum } of rows) tally.add({ checksum: String(checksum) })
    rowStart = rowEnd
  }
  return tally.count()
}
