import { type Requirement, type Source, standings } from './requirement.ts'

const escaped = (text: string) => text.replaceAll('|', '\\|')
const nameOf = (route: string) => `\`${route.replaceAll(/:(\w+)/g, '{$1}')}\``

function shownIn({ routes = [], tests = [] }: Requirement): string {
  const files = [...new Set(tests.map(([file]) => file))].map((file) => `\`${file}\``)
  return [...routes.map(nameOf), ...files].join(', ') || '–'
}

/** How many requirements of a source stand how. */
export function countsOf({ requirements }: Source): string {
  const of = (standing: string) => requirements.filter((it) => it.standing === standing).length
  return standings.map((standing) => `${of(standing)} ${standing}`).join(', ')
}

/** docs/compliance.md, from the mapping. */
export function complianceDocument(sources: readonly Source[]): string {
  const parts = sources.map((source) => {
    const rows = source.requirements.map((it) => {
      const answer = it.answer + (it.duty === undefined ? '' : ` *Operator:* ${it.duty}`)
      return `| ${it.clause} | ${escaped(it.asks)} | ${it.standing} | ${escaped(answer)} | ${escaped(shownIn(it))} |`
    })
    return [
      `## ${source.title}`,
      '',
      `${source.requirements.length} requirements: ${countsOf(source)}.`,
      '',
      '| clause | asks | | by what, and what is missing | shown by |',
      '|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n')
  })
  return `${[
    '# Compliance',
    '',
    'What law and standards ask, what of the service answers it, what its operator has to do, and what is not met. It is no legal advice and no',
    'certificate. Written by `npm run pocm compliance write` from `src/evidence/requirements.ts` (ASVS from [security.md](security.md)); `test/evidence.test.ts` holds',
    'each file, test and call to what is there. `pocm compliance pack` writes it with the results of a run of the tests:',
    '',
    '    npm test -- --results results.json',
    '    npx pocm compliance pack evidence --results results.json',
    '',
    ...parts,
  ]
    .join('\n')
    .trimEnd()}\n`
}
