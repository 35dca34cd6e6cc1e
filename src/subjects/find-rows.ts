import type { Letters } from '../ingest/dead-letters.ts'
import { findLetters } from '../ledger/dead-letters.ts'
import { momentOf } from '../ledger/row.ts'
import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { AskedSubject, StoredSubject } from './subject.ts'
import { idOf } from './subject.ts'

/** A row of the service's own tables that names a person. */
export interface Mention {
  readonly store: 'saved_views' | 'annotations' | 'alerts'
  readonly id: string
  readonly row: Readonly<Record<string, unknown>>
}

/** What of each table people write freely, and so may name a person in. */
const written = {
  saved_views: `name || ' ' || path || ' ' || search`,
  annotations: `title || ' ' || text || ' ' || coalesce(link, '')`,
  alerts: `name || ' ' || filters::text`,
} as const

const shown = {
  saved_views: 'id, name, path, search, shared, owner, created_at',
  annotations: 'id, at, until, title, text, kind, link, author, created_at',
  alerts: 'id, name, metric, filters, created_at',
} as const

/** The forms in which an id may stand in a text: as it is, and as addresses have it. */
export const formsOf = (ids: readonly string[]) => [...new Set(ids.flatMap((id) => [id, encodeURIComponent(id)]))]

/** Saved views, annotations and alerts whose words name a person, as whole words. */
export async function findMentions(db: Database, subject: StoredSubject, asked: AskedSubject): Promise<Mention[]> {
  const forms = formsOf([...subject.ids, idOf(asked)])
  const found: Mention[] = []
  for (const store of Object.keys(written) as (keyof typeof written)[]) {
    const sql = `SELECT to_jsonb(it) AS row FROM (SELECT ${shown[store]} FROM ${store}
      WHERE tenant_id = $1 AND EXISTS (SELECT FROM unnest($2::text[]) AS form WHERE position(form in ${written[store]}) > 0)
      ORDER BY id) AS it`
    const { rows } = await withTenant(db, subject.tenantId, (tx) =>
      tx.query<{ row: { id: string } & Record<string, unknown> }>(sql, [subject.tenantId, forms]),
    )
    found.push(...rows.map(({ row: { id, ...row } }) => ({ store, id, row })))
  }
  return found
}

/** A dead letter of a person, in the clear. */
export interface FoundLetter {
  readonly id: string
  readonly cause: string
  readonly died_at: string
  readonly headers: Readonly<Record<string, string>>
  /** The message as it came. */
  readonly message: string
}

const pageLetters = 100
const pageBytes = 8 * 1024 * 1024

/** Pages of a tenant's dead letters that are of a person or name them. All are opened: whose they are is sealed. */
export async function* findLettersOf(
  deps: { readonly db: Database; readonly letters: Letters },
  subject: StoredSubject,
  asked: AskedSubject,
): AsyncGenerator<FoundLetter[]> {
  const needles = [...new Set([...subject.ids, idOf(asked)])].map((id) => Buffer.from(JSON.stringify(id)))
  let after: string | undefined
  for (;;) {
    const page = await findLetters(deps.db, subject.tenantId, { all: true, after }, pageLetters, pageBytes)
    after = page.at(-1)?.id
    if (after === undefined) return
    const found: FoundLetter[] = []
    for (const letter of page) {
      const bytes = await deps.letters.open(letter)
      if (bytes === undefined || !needles.some((needle) => bytes.includes(needle))) continue
      const { headers } = await deps.letters.facts(letter)
      const { id, cause, died_at } = letter
      found.push({ id, cause, died_at: momentOf(died_at), headers, message: bytes.toString() })
    }
    yield found
  }
}
