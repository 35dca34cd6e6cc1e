import { relative, resolve } from 'node:path'
import type { Requirement, ShownBy } from './requirement.ts'

/** A file that `npm test -- --results FILE` writes: vitest's JSON report, and the commit that it is of. */
export interface ResultsFile {
  readonly commit?: string
  /** Whether the work tree had changes that were not committed. */
  readonly changed?: boolean
  readonly startTime: number
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly title: string; readonly fullName: string; readonly status: string }[]
  }[]
}

export type Outcome = 'passed' | 'failed' | 'not run'

/** What became of tests, by file and name. */
export interface Results {
  of(test: ShownBy): Outcome
  readonly counts: { readonly passed: number; readonly failed: number }
}

/** @param root the folder that file names are relative to */
export function readResults(files: readonly ResultsFile[], root: string): Results {
  const byFile = new Map<string, { title: string; fullName: string; status: string }[]>()
  for (const { testResults } of files) {
    for (const { name, assertionResults } of testResults) {
      const file = relative(root, resolve(root, name))
      byFile.set(file, [...(byFile.get(file) ?? []), ...assertionResults])
    }
  }
  const all = [...byFile.values()].flat()
  const outcomeOf = (tests: readonly { status: string }[]): Outcome => {
    const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed')
    if (ran.some(({ status }) => status === 'failed')) return 'failed'
    return ran.length === 0 ? 'not run' : 'passed'
  }
  return {
    // Without a name the whole file shows it.
    of: ([file, name]) =>
      outcomeOf(
        (byFile.get(file) ?? []).filter(({ title, fullName }) => name === '' || title === name || fullName === name),
      ),
    counts: {
      passed: all.filter(({ status }) => status === 'passed').length,
      failed: all.filter(({ status }) => status === 'failed').length,
    },
  }
}

/** The outcome of all tests of a requirement; undefined for one that names none. */
export function outcomeOf({ tests = [] }: Requirement, results: Results): Outcome | undefined {
  const outcomes = tests.map((test) => results.of(test))
  if (outcomes.length === 0) return undefined
  if (outcomes.includes('failed')) return 'failed'
  return outcomes.includes('not run') ? 'not run' : 'passed'
}

/** Why files are no results of a commit; empty where they are. */
export function flawsOfResults(files: readonly ResultsFile[], commit: string | undefined): string[] {
  if (files.length === 0) return ['there are no results of tests: npm test -- --results results.json']
  return [
    ...(commit === undefined ? ['the commit of this checkout is not known'] : []),
    ...files.flatMap(({ commit: of, changed }, index) => [
      ...(of === commit
        ? []
        : [`results ${index + 1} are of commit ${of ?? 'unknown'}, and this is ${commit ?? 'unknown'}`]),
      ...(changed ? [`results ${index + 1} are of a work tree with changes that were not committed`] : []),
    ]),
  ]
}
