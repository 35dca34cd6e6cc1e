import { dataColours } from './colours.ts'

/** Adverse events by how grave they are; a problem of the device itself is no harm, and grey. */
const severities: Readonly<Record<string, string>> = {
  ...{ malfunction: '--severity-0', mild: '--severity-1', moderate: '--severity-2', severe: '--severity-3' },
  ...{ life_threatening: '--severity-4', death: '--severity-5', public: '--severity-6' },
}

/** The values of each dimension in the order in which they were first drawn: a value keeps its colour on every page. */
const known = new Map<string, string[]>()

interface Entity {
  readonly id: string
  readonly isRest?: boolean
}

/** The colour of each value: the one that it had before, and in one chart no colour twice while there are others. */
function slotsOf(dimension: string, ids: readonly string[]): Map<string, number> {
  const values = known.get(dimension) ?? []
  known.set(dimension, values)
  const unseen = ids.filter((id) => !values.includes(id))
  values.push(...unseen.toSorted())
  const taken = new Map<string, number>()
  // Those that were seen first keep theirs.
  for (const id of ids.toSorted((a, b) => values.indexOf(a) - values.indexOf(b))) {
    const used = new Set(taken.values())
    const own = values.indexOf(id) % dataColours
    const others = Array.from({ length: dataColours }, (_, step) => (own + step) % dataColours)
    taken.set(id, others.find((slot) => !used.has(slot)) ?? own)
  }
  return taken
}

/**
 * Gives lines of the values of a dimension the colours that these have everywhere: severities those of their scale, others one
 * of the data colours each, the same in every chart until the page is loaded anew.
 */
export function colouredBy<Line extends Entity>(
  dimension: string,
  lines: readonly Line[],
): (Line & { readonly colour: string })[] {
  const own = lines.filter(({ isRest }) => !isRest).map(({ id }) => id)
  const slots = slotsOf(dimension, own)
  const severity = (id: string) => (dimension === 'severity' ? severities[id] : undefined)
  return lines.map((line) => ({
    ...line,
    colour: line.isRest ? '--previous' : (severity(line.id) ?? `--data-${(slots.get(line.id) ?? 0) + 1}`),
  }))
}
