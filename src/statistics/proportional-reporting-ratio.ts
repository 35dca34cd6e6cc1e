import type { Interval } from './interval.ts'

/** Reports in two by two: of the kind in question or of another, on the thing in question or on what it is held against. */
export interface Reports {
  readonly ofKind: number
  readonly other: number
  readonly ofKindElsewhere: number
  readonly otherElsewhere: number
}

export interface Proportional extends Interval {
  readonly chiSquare: number
  /** Ratio of 2 or more, chi-square of 4 or more and at least 3 reports. */
  readonly signal: boolean
}

const z95 = 1.959964

/**
 * The proportional reporting ratio, a/(a+b) over c/(c+d), with its log-normal interval of 95 %, Yates's chi-square and
 * the rule for a signal (Evans, Waller and Davis, Pharmacoepidemiology and Drug Safety 10, 2001). It compares shares of
 * reports, not rates of harm. Where nothing of the kind is reported elsewhere, ratio and interval have a half report
 * added to each cell (Haldane, Ann. Hum. Genet. 20, 1956), or they would be infinite.
 * null where there are no reports here or none elsewhere, or none of the kind here.
 */
export function proportionalReportingRatio(reports: Reports): Proportional | null {
  const { ofKind, other, ofKindElsewhere, otherElsewhere } = reports
  if (ofKind === 0 || ofKindElsewhere + otherElsewhere === 0) return null
  const half = ofKindElsewhere === 0 ? 0.5 : 0
  const [a, b, c, d] = [ofKind, other, ofKindElsewhere, otherElsewhere].map((cell) => cell + half) as Cells
  const value = a / (a + b) / (c / (c + d))
  const deviation = Math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))
  const chiSquare = yates([ofKind, other, ofKindElsewhere, otherElsewhere])
  return {
    value,
    low: value * Math.exp(-z95 * deviation),
    high: value * Math.exp(z95 * deviation),
    chiSquare,
    signal: value >= 2 && chiSquare >= 4 && ofKind >= 3,
  }
}

type Cells = [number, number, number, number]

/** Chi-square of a table of two by two with Yates's correction for continuity; 0 where a row or column is empty. */
function yates([a, b, c, d]: Cells): number {
  const margins = (a + b) * (c + d) * (a + c) * (b + d)
  if (margins === 0) return 0
  const total = a + b + c + d
  return (total * Math.max(0, Math.abs(a * d - b * c) - total / 2) ** 2) / margins
}
