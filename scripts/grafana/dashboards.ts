import type { Catalogue } from '../../src/events/catalogue.ts'
import type { Measures } from '../../src/measures/catalogue.ts'
import { business } from './business.ts'
import { operations } from './operations.ts'

/** Every dashboard as the text of its file, by the file's name. */
export function dashboardFiles(catalogue: Catalogue, measures: Measures): Map<string, string> {
  const all = [['operations', operations()] as const, ...business(catalogue, measures)]
  return new Map(all.map(([id, builder]) => [`${id}.json`, `${JSON.stringify(builder.build(), null, 2)}\n`]))
}
