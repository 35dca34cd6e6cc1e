import { createInterface } from 'node:readline'
import type { JWK } from 'jose'
import { openPromise } from 'yauzl'
import { type BundleManifest, bundleType } from './audit-bundle.ts'
import { type AuditEntry, hashOfEntry } from './audit-entry.ts'
import { headType, type SignedHead } from './audit-heads.ts'
import { type VerifiedZip, verifySignedZip } from './signed-zip.ts'
import { keyNamedBy, openJws } from './signer.ts'

export interface VerifiedBundle extends VerifiedZip<BundleManifest> {
  /** Entries whose hash was computed anew. */
  readonly entries: number
  /** Places between two entries where the chain has others, which the filters of the bundle left out. */
  readonly gaps: number
  /** Signed ends of the chain that lead through entries of the bundle. */
  readonly heads: number
}

/** Lines of a file of a ZIP, as JSON. */
async function* linesOf<T>(path: string, name: string): AsyncGenerator<T> {
  const zip = await openPromise(path)
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== name) continue
      const input = await zip.openReadStreamPromise(entry)
      for await (const line of createInterface({ input })) yield JSON.parse(line) as T
    }
  } finally {
    zip.close()
  }
}

const mostTold = 20

/**
 * Checks a bundle of audit entries by itself: the signature, every file, the hash of every entry, that each entry follows on the one
 * before it, and the signed heads. Entries that were left out by a filter are counted as gaps: over a gap nothing is proved.
 * @param keys one of which has to have signed it; without them the key that the file itself names does
 */
export async function verifyBundle(path: string, keys?: readonly JWK[]): Promise<VerifiedBundle> {
  const zip = await verifySignedZip<BundleManifest>(path, bundleType, keys)
  const none = { ...zip, entries: 0, gaps: 0, heads: 0 }
  // Entries that are not those that were signed prove nothing.
  if (zip.manifest === undefined || zip.problems.length > 0) return none
  const { manifest } = zip
  const problems: string[] = []
  const note = (problem: string) => void (problems.length < mostTold && problems.push(problem))

  const hashes = new Map<number, string>()
  for await (const head of linesOf<SignedHead>(path, 'heads.ndjson')) {
    const key = await keyNamedBy(head.jws)
    const isOurs =
      key !== undefined && (keys === undefined ? key.kid === zip.kid : keys.some(({ kid }) => kid === key.kid))
    const payload = isOurs ? await openJws(head.jws, headType, key) : undefined
    const says = payload && (JSON.parse(Buffer.from(payload).toString()) as SignedHead & { tenant_id: string })
    if (says?.tenant_id === manifest.tenant_id) hashes.set(says.sequence, says.hash)
    else note(`the head of entry ${head.sequence} was not signed by these keys`)
  }

  let [entries, gaps, heads] = [0, 0, 0]
  let previous: AuditEntry | undefined
  for await (const entry of linesOf<AuditEntry>(path, 'entries.ndjson')) {
    const { previous_hash, hash, ...content } = entry
    entries += 1
    if (hashOfEntry(previous_hash, content) !== hash) note(`entry ${entry.sequence} is not what was written`)
    if (entry.tenant_id !== manifest.tenant_id) note(`entry ${entry.sequence} is of another tenant`)
    if (previous !== undefined) {
      if (entry.sequence <= previous.sequence) note(`entry ${entry.sequence} stands behind ${previous.sequence}`)
      else if (entry.sequence > previous.sequence + 1) gaps += 1
      else if (previous_hash !== previous.hash) note(`entry ${entry.sequence} does not follow on the entry before it`)
    }
    const signed = hashes.get(entry.sequence)
    if (signed !== undefined) {
      heads += 1
      if (signed !== hash) note(`a signed head says that another entry stood at ${entry.sequence}`)
    }
    previous = entry
  }
  if (entries !== manifest.entries) note(`${entries} entries, and ${manifest.entries} were signed`)
  return { ...zip, problems, entries, gaps, heads }
}
