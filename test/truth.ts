import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'vitest'

const folder = join(import.meta.dirname, '..', '..', 'shared', 'data')

/** Set by whatever runs the tests. */
const isCi = process.env.CI !== undefined

/** The path of a file of real data. */
export const dataFile = (name: string) => join(folder, name)

interface Truth {
  readonly results: Readonly<Record<string, { readonly rows: unknown }>>
}

/** Figures by their names; money is an exact decimal in a string. */
type Figures = Readonly<Record<string, unknown>>

/** Reads figures that were computed independently of this service: results with one row, and with a list of them. */
export function readTruth(name: string) {
  const { results } = JSON.parse(readFileSync(join(folder, 'truth', `${name}.json`), 'utf8')) as Truth
  const rowsOf = (result: string) => {
    const rows = results[result]?.rows
    if (rows === undefined) throw new Error(`the truth ${name} has no ${result}`)
    return rows
  }
  return {
    one: (result: string) => rowsOf(result) as Figures,
    list: (result: string) => rowsOf(result) as readonly Figures[],
  }
}

/** Tests that need the real data: skipped where it is absent, except in CI, where that is a failure. */
export function describeWithData(name: string, tests: () => void) {
  if (existsSync(folder)) describe(name, tests)
  else if (isCi) {
    test(name, () => {
      throw new Error(`CI has no real data in ${folder}`)
    })
  } else test.skip(`${name} (skipped: there is no ${folder})`, () => {})
}
