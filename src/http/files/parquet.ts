import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Sheet } from './sheet.ts'

/** A table as a Parquet file (Snappy); `about` is kept in its metadata. */
export function parquetOf({ columns, rows }: Sheet, about: Readonly<Record<string, string>>): Buffer {
  const columnData = columns.map(({ name, holds }, index) => ({
    name,
    type: holds === 'text' ? ('STRING' as const) : ('DOUBLE' as const),
    nullable: true,
    data: rows.map((row) => row[index] ?? null),
  }))
  const kvMetadata = Object.entries(about).map(([key, value]) => ({ key, value }))
  return Buffer.from(parquetWriteBuffer({ columnData, kvMetadata }))
}
