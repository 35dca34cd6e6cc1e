import type { Readable } from 'node:stream'
import { readAudit } from '../compliance/audit.ts'
import type { Protection } from '../compliance/protect.ts'
import { openSignedZip, type SignedManifest } from '../compliance/signed-zip.ts'
import type { Signer } from '../compliance/signer.ts'
import type { SubjectTokens } from '../compliance/subject-tokens.ts'
import type { Letters } from '../ingest/dead-letters.ts'
import type { Database } from '../postgres/pool.ts'
import { findEventsOf, type ReadLeftEvents } from './find-events.ts'
import { findLettersOf, findMentions } from './find-rows.ts'
import { openProfile } from './profile.ts'
import { type AskedSubject, idOf, type StoredSubject } from './subject.ts'

export const manifestType = 'pocm-export-manifest+json'

/** What an export holds, and what identifies it. */
export interface ExportManifest extends SignedManifest {
  readonly version: 1
  readonly request: string
  readonly tenant_id: string
  readonly subject: AskedSubject
  /** RFC 3339 */
  readonly requested_at: string
  readonly made_at: string
}

export interface ExportDeps {
  readonly db: Database
  readonly protection: Protection
  readonly letters: Letters
  readonly subjectTokens: SubjectTokens
  readonly readLeft: ReadLeftEvents
  readonly signer: Signer
}

export interface ExportAsked {
  readonly id: string
  readonly tenantId: string
  readonly subject: AskedSubject
  readonly requestedAt: string
  /** RFC 3339 */
  readonly now: string
}

/** The person as stores know it. */
export async function storedSubjectOf(
  { protection }: Pick<ExportDeps, 'protection'>,
  tenantId: string,
  subject: AskedSubject,
): Promise<StoredSubject> {
  const kind = 'user_id' in subject ? 'user_id' : 'device_id'
  return { tenantId, kind, ids: await protection.storedAs(tenantId, idOf(subject)) }
}

const auditPage = 1_000

/**
 * A person's data as a ZIP that is made while it is read: pages of events go by, and nothing is kept but counts. Whatever fails
 * breaks the stream off.
 * @returns the stream, and how much of each kind is in it once it has ended
 */
export async function openExport(
  deps: ExportDeps,
  asked: ExportAsked,
): Promise<{ zip: Readable; counts: Readonly<Record<string, number>> }> {
  const { db, signer } = deps
  const { tenantId, subject } = asked
  const stored = await storedSubjectOf(deps, tenantId, subject)
  const zip = openSignedZip(signer, manifestType, new Date(asked.now))
  const { add } = zip
  const counts = { events: 0, dead_letters: 0, mentions: 0, accesses: 0 }
  const profile = openProfile()
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

  add('events.ndjson', async function* () {
    for await (const page of findEventsOf(db, deps.readLeft, stored)) {
      const shown: object[] = []
      for (const { event, link } of page) {
        const opened = await deps.protection.open(event)
        const { checksum: _, ...rest } = opened
        profile.add(opened, link)
        shown.push({ ...rest, belongs_by: link })
      }
      counts.events += shown.length
      yield lines(shown)
    }
  })
  add('dead-letters.ndjson', async function* () {
    for await (const page of findLettersOf(deps, stored, subject)) {
      counts.dead_letters += page.length
      yield lines(page)
    }
  })
  add('mentions.ndjson', async function* () {
    const found = await findMentions(db, stored, subject)
    counts.mentions += found.length
    yield lines(found)
  })
  add('access.ndjson', async function* () {
    const subjects = await deps.subjectTokens(tenantId, stored.ids)
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await readAudit(db, tenantId, { subjects, to: asked.now }, { limit: auditPage, cursor })
      counts.accesses += page.entries.length
      // Of others in the same answer this person learns nothing.
      yield lines(
        page.entries.map(({ at, actor, actor_kind, action, resource, outcome, reason }) => ({
          ...{ at, actor, actor_kind, action, resource, outcome, reason },
        })),
      )
      cursor = page.next_cursor
    }
  })
  add('profile.json', async function* () {
    yield `${JSON.stringify({ subject, ...profile.value(), ...counts }, undefined, 2)}\n`
  })
  add('README.txt', async function* () {
    yield readme(asked, signer)
  })
  const { id: request, requestedAt: requested_at, now: made_at } = asked
  const about = { version: 1, request, tenant_id: tenantId, subject, requested_at, made_at } as const
  zip.end((files): ExportManifest => ({ ...about, files }))
  return { zip: zip.output, counts }
}

const readme = ({ tenantId, subject, requestedAt, now }: ExportAsked, { jwks }: Signer) =>
  `The data that the analytics service of ${tenantId} holds about ${JSON.stringify(subject)}.
Asked for at ${requestedAt}, made at ${now}.

events.ndjson        one event a line, with protected values in the clear. "belongs_by" says why it is here: "own" has the id
                     itself; "device_id", "session_id" and "order_id" have no user, and name a device, session or order that the
                     person's own events name; "mention" is an event of another that names the id in a value that is not sealed.
profile.json         what the events say together
dead-letters.ndjson  messages that name the id and could not be taken as events, as they came
mentions.ndjson      saved views, annotations and alerts whose words name the id
access.ndjson        who read or exported these data, from the audit trail; live streams without a filter are not in it
manifest.json        each file with its size and SHA-256
manifest.jws         the manifest, signed (Ed25519, RFC 7515); the public key is at /.well-known/jwks.json of the service

Values of other persons' events that are sealed with their keys are not searched for this id.
"pocm gdpr verify FILE" checks the signature and every file, without the service.

Public key: ${JSON.stringify(jwks.keys[0])}
`
