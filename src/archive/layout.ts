import { createHash } from 'node:crypto'
import type { AuditHead } from '../compliance/audit-entry.ts'

/** What a raw or Parquet file of the archive holds: the events of one tenant and type, received in one hour or day. */
export interface Place {
  readonly tenant_id: string
  readonly type: string
  /** YYYY-MM-DD in UTC, of `received_at`. */
  readonly date: string
  /** 00 to 23; not there where the file spans the day. */
  readonly hour?: string
}

/** A file system takes 255 bytes of a name; `tenant_id=` and the like stand before it. */
const longestSegment = 200

/**
 * A value as a part of a path: percent-encoded, or where that is longer than a file system takes (a character may make nine
 * bytes), a hash behind a tilde, which no encoding of a value begins with. What the value was stands in the file and its manifest.
 */
function segmentOf(value: string): string {
  const encoded = encodeURIComponent(value).replace(/^~/, '%7E')
  return encoded.length <= longestSegment ? encoded : `~${createHash('sha256').update(value).digest('hex')}`
}

// Names as Hive has them, so that engines which read folders find tenant, type, date and hour as columns.
const folderOf = ({ tenant_id, type, date, hour }: Place) =>
  `tenant_id=${segmentOf(tenant_id)}/type=${segmentOf(type)}/date=${date}${hour === undefined ? '' : `/hour=${hour}`}`

export const rawName = (place: Required<Place>, batch: string) => `raw/${folderOf(place)}/${batch}.ndjson.gz`

export const parquetName = (place: Place, run: string) => `parquet/${folderOf(place)}/${run}.parquet`

/** Manifests of raw files by batch, and of Parquet files by run: what no manifest names is not archived. */
export const manifestFolders = { raw: 'manifests/raw/', parquet: 'manifests/parquet/' } as const

export const manifestName = (kind: keyof typeof manifestFolders, name: string) => `${manifestFolders[kind]}${name}.json`

/** Date and hour of a moment in UTC text. */
export const receivedIn = (moment: string) => ({ date: moment.slice(0, 10), hour: moment.slice(11, 13) })

/** Signed heads of a tenant's audit trail. */
export const auditHeadFolder = (tenantId: string) => `audit/tenant_id=${segmentOf(tenantId)}/`

/** Sequence and hash stand in the name, so that a listing of names shows what the heads say. */
export const auditHeadName = (tenantId: string, { sequence, hash }: AuditHead) =>
  `${auditHeadFolder(tenantId)}${String(sequence).padStart(15, '0')}-${hash}.jws`
