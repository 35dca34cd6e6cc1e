import { compareErrors } from '../../statistics/predictions/compare-errors.ts'
import type { MadePrediction } from './read-predictions.ts'
import type { PredictionsAnswer } from './request.ts'

type Comparison = PredictionsAnswer['comparisons'][number]

/**
 * Each two models or versions on what both predicted: the same subject, day and unit. Of several predictions about one
 * thing the last of each counts.
 * @param groups predictions of one model, version and unit each
 */
export function compareModels(groups: readonly (readonly MadePrediction[])[]): Comparison[] {
  const ordered = groups.toSorted((a, b) => b.length - a.length)
  const errors = ordered.map(errorsBySubject)
  return ordered.flatMap((champion, at) =>
    ordered.slice(at + 1).flatMap((challenger, after): Comparison[] => {
      const [one, other] = [errors[at], errors[at + 1 + after]]
      if (champion[0]?.unit !== challenger[0]?.unit || one === undefined || other === undefined) return []
      const differences = [...other].flatMap(([about, error]) => {
        const beside = one.get(about)
        return beside === undefined ? [] : [error - beside]
      })
      return differences.length === 0 ? [] : [comparisonOf(champion, challenger, differences)]
    }),
  )
}

function comparisonOf(
  champion: readonly MadePrediction[],
  challenger: readonly MadePrediction[],
  differences: readonly number[],
): Comparison {
  const interval = compareErrors(differences)
  const nameOf = ([first]: readonly MadePrediction[]) => ({
    model: first?.model ?? '',
    model_version: first?.version ?? '',
  })
  return {
    ...{ champion: nameOf(champion), challenger: nameOf(challenger), pairs: differences.length },
    difference: interval?.value ?? null,
    ...{ difference_low: interval?.low ?? null, difference_high: interval?.high ?? null },
    verdict:
      interval === null
        ? 'not_enough_data'
        : interval.high < 0
          ? 'challenger_better'
          : interval.low > 0
            ? 'champion_better'
            : 'no_difference',
  }
}

const errorsBySubject = (predictions: readonly MadePrediction[]) =>
  new Map(
    predictions.flatMap(({ about, value, observed }) =>
      about === '' || value === null || observed === null ? [] : [[about, Math.abs(value - observed)] as const],
    ),
  )
