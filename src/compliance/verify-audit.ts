import type { Database } from '../postgres/pool.ts'
import { readChain, readHead } from './audit.ts'
import { isSigned, readAnchor } from './audit-anchor.ts'
import { type AuditEntry, type AuditHead, genesisHash, hashOfEntry } from './audit-entry.ts'
import { type HeadArchive, openHead, readSignedHeads } from './audit-heads.ts'
import type { Signer } from './signer.ts'

export interface BrokenEntry {
  readonly sequence: number
  /** Of the entry, where there is one. */
  readonly id: string | null
  readonly problem: string
}

export interface VerifiedAudit {
  readonly ok: boolean
  /** How many entries were checked. */
  readonly entries: number
  /** The end of the chain; its sequence is 0 where there is no entry. */
  readonly head: AuditHead & {
    readonly at: string | null
    readonly signed_to: number
    /** When the newest head was signed that the database has; null where it has none. */
    readonly signed_at: string | null
  }
  /** Up to where retention took entries away; 0 where the chain has its first. */
  readonly cut_to: number
  readonly first_broken?: BrokenEntry
}

interface Deps {
  readonly db: Database
  readonly signer: Signer
  readonly archive: HeadArchive
}

const pageEntries = 2_000

/** What is wrong with an entry that should follow on `previous`. */
function flawOf(entry: AuditEntry, previous: AuditHead): string | undefined {
  const { previous_hash, hash, ...content } = entry
  if (entry.sequence !== previous.sequence + 1) {
    return `the entries from ${previous.sequence + 1} to ${entry.sequence - 1} are missing`
  }
  if (previous_hash !== previous.hash) return 'it does not follow on the entry before it'
  return hashOfEntry(previous_hash, content) === hash ? undefined : 'it is not what was written'
}

/**
 * Checks a tenant's chain from its first entry to its head: every hash, the order, and that it leads through every head that
 * was signed, those of the archive too.
 * @throws Failure archive_unavailable
 */
export async function verifyAudit(deps: Deps, tenantId: string): Promise<VerifiedAudit> {
  const { db, signer, archive } = deps
  // In this order: a head that is signed meanwhile must not lie behind the end.
  const signed = await readSignedHeads(db, tenantId)
  const copies = await archive.list(tenantId)
  const recorded = await readHead(db, tenantId)
  const end = recorded ?? { sequence: 0, hash: genesisHash, at: null }
  const expected = new Map<number, Set<string>>()
  const expect = ({ sequence, hash }: AuditHead) =>
    expected.set(sequence, (expected.get(sequence) ?? new Set<string>()).add(hash))

  let broken: BrokenEntry | undefined
  const note = (found: BrokenEntry) => {
    if (broken === undefined || found.sequence < broken.sequence) broken = found
  }
  for (const head of signed) {
    const says = await openHead(signer, tenantId, head.jws)
    if (says?.sequence === head.sequence && says.hash === head.hash) expect(head)
    else
      note({ sequence: head.sequence, id: null, problem: 'the signed head of this entry is not one that was signed' })
  }
  const known = new Set(signed.map(({ sequence, hash }) => `${sequence} ${hash}`))
  for (const copy of copies) {
    // What the database has too was checked; the others alone are worth the way to the archive.
    if (known.has(`${copy.sequence} ${copy.hash}`)) continue
    const jws = await archive.get(tenantId, copy)
    const says = jws === undefined ? undefined : await openHead(signer, tenantId, jws)
    if (says !== undefined) expect(says)
  }

  // What was taken away by retention is known by the signed anchor alone; heads of entries before it are held against nothing.
  const anchor = await readAnchor(db, tenantId)
  if (anchor !== undefined && !(await isSigned(signer, tenantId, anchor))) {
    note({ sequence: anchor.sequence, id: null, problem: 'the anchor of the cut trail is not one that was signed' })
  }
  let at: AuditHead = anchor ?? { sequence: 0, hash: genesisHash }
  const atAnchor = anchor && expected.get(anchor.sequence)
  if (atAnchor !== undefined && [...atAnchor].some((hash) => hash !== at.hash)) {
    note({ sequence: at.sequence, id: null, problem: 'a signed head says that the trail was cut at another entry' })
  }
  let entries = 0
  walk: for (;;) {
    const page = await readChain(db, tenantId, at.sequence, pageEntries)
    for (const entry of page) {
      if (entry.sequence > end.sequence) break walk
      const flaw = flawOf(entry, at)
      if (flaw !== undefined) {
        const sequence = Math.min(entry.sequence, at.sequence + 1)
        note({ sequence, id: entry.sequence === sequence ? entry.id : null, problem: flaw })
        break walk
      }
      at = { sequence: entry.sequence, hash: entry.hash }
      entries += 1
      const heads = expected.get(at.sequence)
      if (heads !== undefined && [...heads].some((hash) => hash !== at.hash)) {
        note({ sequence: at.sequence, id: entry.id, problem: 'a signed head says that another entry stood here' })
        break walk
      }
    }
    if (page.length < pageEntries) break
  }
  if (broken === undefined) {
    const last = Math.max(0, end.sequence, ...expected.keys())
    if (at.sequence < last) {
      const problem = `the trail ends here, and had entries up to ${last}`
      note({ sequence: at.sequence + 1, id: null, problem })
    } else if (at.hash !== end.hash) {
      note({ sequence: at.sequence, id: null, problem: 'the recorded end of the chain is another' })
    }
  }
  // Cut meanwhile: what was found missing went with it.
  if (broken !== undefined && (await readAnchor(db, tenantId))?.sequence !== anchor?.sequence) {
    return verifyAudit(deps, tenantId)
  }
  const head = { sequence: end.sequence, hash: end.hash, at: end.at }
  return {
    ok: broken === undefined,
    entries,
    cut_to: anchor?.sequence ?? 0,
    head: { ...head, signed_to: Math.max(0, ...expected.keys()), signed_at: signed.at(-1)?.signed_at ?? null },
    ...(broken !== undefined && { first_broken: broken }),
  }
}
