import { judgePredictions } from '../../statistics/predictions/judge-predictions.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { parseRange, parseZone } from '../../warehouse/time/parse-range.ts'
import { withMeta } from '../run-statements.ts'
import { compareModels } from './compare.ts'
import { type MadePrediction, readPredictions } from './read-predictions.ts'
import type { PredictionsAnswer, PredictionsRequest } from './request.ts'

/**
 * How well the predictions of a range did, by model and version, and which of two did better on the same things.
 * Throws Failure: invalid_request, query_too_large (more than 200 000 predictions), warehouse_unavailable.
 */
export function answerPredictions(request: PredictionsRequest, context: QueryContext): Promise<PredictionsAnswer> {
  const range = parseRange(request, parseZone(request.timezone, context.model.zones))
  return withMeta(context, request.explain, async (read) => {
    const groups = groupsOf(await readPredictions(read, range))
    return {
      models: groups.map((predictions) => {
        const { model = '', version: model_version = '', unit = '' } = predictions[0] ?? {}
        const { calibration, ...quality } = judgePredictions(predictions)
        return { model, model_version, unit, ...quality, calibration: [...calibration] }
      }),
      comparisons: compareModels(groups),
    }
  })
}

/** By model, version and unit, in their order. */
function groupsOf(predictions: readonly MadePrediction[]): MadePrediction[][] {
  const nameOf = ({ model, version, unit }: MadePrediction) => [model, version, unit].join('\u0000')
  return [...Map.groupBy(predictions, nameOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group)
}
