import type { Source } from './requirement.ts'
import { outcomeOf, type Results } from './results.ts'

const line = (...cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** Installation qualification: what is installed, to be compared with the machine by who installs it. */
export function installationProtocol(facts: Readonly<Record<string, string>>, migrations: readonly string[]): string {
  return [
    '# Installation qualification',
    '',
    line('item', 'expected', 'found on the machine', 'by, on'),
    '|---|---|---|---|',
    ...Object.entries(facts).map(([name, value]) => line(name, value, '', '')),
    ...migrations.map((name) => line(`migration ${name}`, 'applied (SELECT name FROM pgmigrations)', '', '')),
    '',
  ].join('\n')
}

/** Operational qualification: requirement, test, result. */
export function operationProtocol(sources: readonly Source[], results: Results, notice: readonly string[]): string {
  const parts = sources.flatMap((source) => [
    `## ${source.title}`,
    '',
    line('requirement', 'standing', 'test', 'result'),
    '|---|---|---|---|',
    ...source.requirements.flatMap((requirement) => {
      const { clause, standing, tests = [] } = requirement
      const id = `${source.id} ${clause}`
      if (tests.length === 0) return [line(id, standing, '–', standing === 'met' ? 'by inspection' : '–')]
      return tests.map((test) => line(id, standing, test.filter(Boolean).join(': '), results.of(test)))
    }),
    '',
  ])
  return ['# Operational qualification', '', ...notice.flatMap((text) => [`**${text}**`, '']), ...parts].join('\n')
}

/** The mapping with the results of its tests, for machines. */
export const withResults = (sources: readonly Source[], results: Results) =>
  sources.map(({ requirements, ...source }) => ({
    ...source,
    requirements: requirements.map((it) => ({
      ...it,
      tests: (it.tests ?? []).map((test) => ({ file: test[0], name: test[1], result: results.of(test) })),
      result: outcomeOf(it, results) ?? null,
    })),
  }))
