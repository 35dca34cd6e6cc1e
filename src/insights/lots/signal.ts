import { type Proportional, proportionalReportingRatio } from '../../statistics/proportional-reporting-ratio.ts'
import type { ReportCount } from './sql.ts'

/** The kind of report that a lot has more of than its siblings. */
export interface LotSignal extends Proportional {
  /** A term as reported, in lower case, or `serious`. */
  readonly kind: string
}

const serious = new Set(['severe', 'life_threatening', 'death'])

/**
 * Of each term, and of serious reports (severe, life-threatening, death) as one more kind: its share of the lot's reports
 * over its share of the siblings' (docs/decisions/0026). The answer is the kind that stands out most: a signal before
 * none, then the higher low end of the interval. null where no kind can be compared.
 */
export function lotSignal(lot: readonly ReportCount[], siblings: readonly ReportCount[]): LotSignal | null {
  const [here, elsewhere] = [byKind(lot), byKind(siblings)]
  const [total, totalElsewhere] = [reportsIn(lot), reportsIn(siblings)]
  const found = [...here].flatMap(([kind, ofKind]): LotSignal[] => {
    const ofKindElsewhere = elsewhere.get(kind) ?? 0
    const ratio = proportionalReportingRatio({
      ofKind,
      other: total - ofKind,
      ofKindElsewhere,
      otherElsewhere: totalElsewhere - ofKindElsewhere,
    })
    return ratio === null ? [] : [{ kind, ...ratio }]
  })
  const [most] = found.sort((a, b) => Number(b.signal) - Number(a.signal) || b.low - a.low)
  return most ?? null
}

export const reportsIn = (counts: readonly ReportCount[]) => counts.reduce((sum, { reports }) => sum + reports, 0)

function byKind(counts: readonly ReportCount[]): Map<string, number> {
  const kinds = new Map<string, number>()
  for (const { term, severity, reports } of counts) {
    const ofReport = [...(term === '' ? [] : [term]), ...(serious.has(severity) ? ['serious'] : [])]
    for (const kind of new Set(ofReport)) kinds.set(kind, (kinds.get(kind) ?? 0) + reports)
  }
  return kinds
}
