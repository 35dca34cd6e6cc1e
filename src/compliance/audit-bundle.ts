import { Readable } from 'node:stream'
import { type CsvCell, type CsvColumn, writeCsv } from '../platform/csv.ts'
import type { Database } from '../postgres/pool.ts'
import { type AuditFilters, auditPages, readHead } from './audit.ts'
import type { AuditEntry, AuditHead } from './audit-entry.ts'
import { readSignedHeads } from './audit-heads.ts'
import { openSignedZip, type SignedManifest } from './signed-zip.ts'
import type { Signer } from './signer.ts'

export const bundleType = 'pocm-audit-bundle+json'

/** What a bundle of audit entries holds, and what they were chosen by. */
export interface BundleManifest extends SignedManifest {
  readonly version: 1
  readonly tenant_id: string
  /** RFC 3339 */
  readonly made_at: string
  /** Tokens of a subject stand for its id. */
  readonly filters: AuditFilters
  readonly entries: number
  /** Places in the chain; null where no entry was chosen. */
  readonly first: number | null
  readonly last: number | null
  /** The end of the chain when the bundle was made; null where the tenant has no entry. */
  readonly head: AuditHead | null
}

interface Asked {
  readonly tenantId: string
  readonly filters: AuditFilters
  /** RFC 3339 */
  readonly now: string
}

const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

/**
 * Entries of a tenant's trail with their hashes, the signed heads among them and a signed manifest, as a ZIP that is made while it
 * is read.
 */
export async function openAuditBundle(
  { db, signer }: { readonly db: Database; readonly signer: Signer },
  { tenantId, filters, now }: Asked,
): Promise<Readable> {
  const head = await readHead(db, tenantId)
  const zip = openSignedZip(signer, bundleType, new Date(now))
  let entries = 0
  let first: number | null = null
  let last: number | null = null
  zip.add('entries.ndjson', async function* () {
    for await (const page of auditPages(db, tenantId, filters, head?.sequence ?? 0)) {
      first ??= page[0]?.sequence ?? null
      last = page.at(-1)?.sequence ?? last
      entries += page.length
      yield lines(page)
    }
  })
  zip.add('heads.ndjson', async function* () {
    const heads = await readSignedHeads(db, tenantId)
    yield lines(
      heads.filter(({ sequence }) => first !== null && last !== null && sequence >= first && sequence <= last),
    )
  })
  zip.add('README.txt', async function* () {
    yield readme(tenantId, now, signer)
  })
  zip.end((files): BundleManifest => {
    const chain = { entries, first, last, head: head ? { sequence: head.sequence, hash: head.hash } : null }
    return { version: 1, tenant_id: tenantId, made_at: now, filters, ...chain, files }
  })
  return zip.output
}

const readme = (tenantId: string, now: string, { jwks }: Signer) =>
  `Entries of the audit trail of ${tenantId}, made at ${now}.

entries.ndjson  one entry a line, in the order of the chain. "hash" is SHA-256 over "previous_hash", a line feed and the canonical
                JSON (RFC 8785) of the entry without "previous_hash" and "hash".
heads.ndjson    ends of the chain as the service signed them (Ed25519, RFC 7515), of the entries above
manifest.json   what the entries were chosen by, and each file with its size and SHA-256
manifest.jws    the manifest, signed; the public key is at /.well-known/jwks.json of the service

"pocm audit verify FILE" checks all of it without the service.

Public key: ${JSON.stringify(jwks.keys[0])}
`

const columns: readonly (CsvColumn & { readonly of: (entry: AuditEntry) => CsvCell })[] = [
  { name: 'sequence', holds: 'number', of: ({ sequence }) => sequence },
  ...(['at', 'actor', 'actor_kind', 'actor_key', 'action'] as const).map((name) => text(name, (it) => it[name])),
  text('subjects', ({ subjects }) => subjects.join(' ')),
  ...(['resource', 'outcome', 'ip', 'trace_id', 'reason'] as const).map((name) => text(name, (it) => it[name])),
  ...(['before', 'after', 'details'] as const).map((name) => text(name, (it) => it[name] && JSON.stringify(it[name]))),
  ...(['id', 'previous_hash', 'hash'] as const).map((name) => text(name, (it) => it[name])),
]

function text(name: string, of: (entry: AuditEntry) => string | null) {
  return { name, holds: 'text' as const, of }
}

/** Entries of a tenant's trail as CSV, in the order of the chain, made while it is read. */
export async function openAuditCsv(db: Database, { tenantId, filters }: Omit<Asked, 'now'>): Promise<Readable> {
  const head = await readHead(db, tenantId)
  const heading = writeCsv(columns, [])
  async function* chunks(): AsyncGenerator<Buffer> {
    yield Buffer.from(heading)
    for await (const page of auditPages(db, tenantId, filters, head?.sequence ?? 0)) {
      const rows = page.map((entry) => columns.map(({ of }) => of(entry)))
      yield Buffer.from(writeCsv(columns, rows).slice(heading.length))
    }
  }
  return Readable.from(chunks(), { objectMode: false })
}
