import type { Scope } from '../../api/generated/contract.ts'

/** One of these opens the page. */
export const complianceScopes: readonly Scope[] = ['compliance:audit', 'compliance:export', 'compliance:erase']

/** The sections of the page, each with the scope that it needs. */
export const sections = {
  audit: { title: 'Audit trail', scope: 'compliance:audit' },
  requests: { title: 'Requests', scope: 'compliance:export' },
  holds: { title: 'Legal holds', scope: 'compliance:audit' },
  retention: { title: 'Retention', scope: 'compliance:audit' },
  access: { title: 'Access review', scope: 'compliance:audit' },
} as const satisfies Readonly<Record<string, { title: string; scope: Scope }>>

export type SectionId = keyof typeof sections
export const sectionIds = Object.keys(sections) as SectionId[]

/** What the audit trail is narrowed to. The names are none of a dimension: links to other pages do not carry them. */
export interface ComplianceSearch {
  section?: SectionId
  entry_actor?: string
  entry_action?: string
  entry_outcome?: string
  entry_subject?: string
}

const fields = ['entry_actor', 'entry_action', 'entry_outcome', 'entry_subject'] as const

const isSection = (word: unknown): word is SectionId => typeof word === 'string' && Object.hasOwn(sections, word)

/** Reads the page's parameters from an address, which is untrusted input. */
export function parseComplianceSearch(search: Readonly<Record<string, unknown>>): ComplianceSearch {
  const found: ComplianceSearch = {}
  if (isSection(search.section)) found.section = search.section
  for (const field of fields) {
    const value = search[field]
    if (typeof value === 'string' && value !== '' && value.length <= 128) found[field] = value
  }
  return found
}
