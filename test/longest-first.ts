import { basename } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Parts of the paths of files that take longest, so that no worker begins one of them when the other is done. */
const longest = [
  'browser/simulated',
  'browser/appearance',
  'browser/overview',
  'reliability/',
  'truth/',
  'matrix/',
  'archive/kill',
  'keeping/replay',
  'exactly-once',
  'against-events',
  'rollups-agree',
  'schemas',
  'browser/',
  'archive/',
]

const rankOf = ({ moduleId }: TestSpecification) => {
  const rank = longest.findIndex((part) => moduleId.includes(`/test/${part}`) || basename(moduleId).startsWith(part))
  return rank === -1 ? longest.length : rank
}

/** Begins with the files that take longest: by what the last run took, and by the list above where none is known. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isKnown = files.some((it) => this.ctx.cache.getTestSpecificationResult(it) !== undefined)
    if (isKnown) return sorted
    const projects = [...new Set(sorted.map(({ project }) => project.name))]
    return projects.flatMap((name) =>
      sorted.filter(({ project }) => project.name === name).toSorted((a, b) => rankOf(a) - rankOf(b)),
    )
  }
}
