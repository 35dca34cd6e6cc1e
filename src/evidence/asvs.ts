import type { Requirement, Source, Standing } from './requirement.ts'

/** Chapters of ASVS that the mapping repeats. */
const chapters = ['V7', 'V8', 'V14', 'V16']
const standingOf: Readonly<Record<string, Standing>> = { met: 'met', 'in part': 'in part', no: 'not met' }

/**
 * The requirements of OWASP ASVS 5.0.0 of these chapters as docs/security.md has them, which is their one place; what does not
 * apply is left out.
 * @throws Error for a row that is none
 */
export function asvsOf(securityDocument: string): Source {
  const requirements = chapters.flatMap((chapter) => {
    const part = securityDocument.split(`### ${chapter} `)[1]?.split(/^### /m)[0]
    if (part === undefined) throw new Error(`docs/security.md has no chapter ${chapter}`)
    const title = part.split('\n')[0] ?? ''
    return [...part.matchAll(/^\| ([\d.]+[^|]*) \| (met|in part|no|n\/a) \| (.*) \|$/gm)].flatMap(
      (row): Requirement[] => {
        const [, clause = '', says = '', answer = ''] = row
        const standing = standingOf[says]
        if (standing === undefined) return []
        const files = [...answer.matchAll(/`((?:src|test|dashboard)\/[\w/.-]+\.test\.tsx?)`/g)].map(
          ([, file = '']) => file,
        )
        return [{ clause, asks: title, standing, answer, tests: files.map((file) => [file, ''] as const) }]
      },
    )
  })
  return { id: 'asvs', title: 'OWASP ASVS 5.0.0, level 2, chapters 7, 8, 14 and 16', requirements }
}
