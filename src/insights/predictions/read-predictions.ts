import type { Prediction } from '../../statistics/predictions/judge-predictions.ts'
import { logMoment } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { inRange } from '../../warehouse/time/clickhouse-time.ts'
import type { Range } from '../../warehouse/time/range.ts'
import { boundsOf, numberOf, type Read } from '../run-statements.ts'

export interface MadePrediction extends Prediction {
  readonly model: string
  readonly version: string
  readonly unit: string
  /** What it is of: type and id of a subject, and the day; '' where it names none. */
  readonly about: string
}

const mostPredictions = 200_000
const columns = `type, action, prediction_id, model, model_version, unit, subject_type, subject_id, horizon_on, value, lower,
  upper, observed_value, occurred_at, log_position`

/**
 * Predictions made in the range, in order of time, with the observed value, whenever that was recorded. A prediction
 * that is recorded again keeps its first value; of observed values the last counts.
 */
export async function readPredictions(read: Read, range: Range): Promise<MadePrediction[]> {
  const rows = await read(
    `SELECT made.model, made.version, made.unit, made.about, made.told.1, made.told.2, made.told.3, seen.observed
    FROM (SELECT prediction_id, toString(model) AS model, toString(model_version) AS version, min(occurred_at) AS at,
        toString(argMin(unit, ${logMoment})) AS unit,
        argMin(if(subject_id = '', '', concat(toString(subject_type), ' ', subject_id, ' ', ifNull(toString(horizon_on), ''))), ${logMoment}) AS about,
        argMin((value, lower, upper), ${logMoment}) AS told
      FROM ${ofTenant('events', columns)}
      WHERE type = 'prediction' AND action = 'made' AND ${inRange} GROUP BY prediction_id, model, version) AS made
    LEFT JOIN (SELECT prediction_id, toString(model) AS model, toString(model_version) AS version,
        toNullable(argMax(observed_value, ${logMoment})) AS observed
      FROM ${ofTenant('events', columns)}
      WHERE type = 'prediction' AND action = 'observed' AND isNotNull(observed_value)
      GROUP BY prediction_id, model, version) AS seen
    USING (prediction_id, model, version)
    ORDER BY made.at, made.prediction_id`,
    boundsOf(range),
    mostPredictions,
  )
  return rows.map(([model, version, unit, about, value, lower, upper, observed]) => ({
    ...{ model: String(model), version: String(version), unit: String(unit), about: String(about) },
    ...{ value: numberOf(value), lower: numberOf(lower), upper: numberOf(upper), observed: numberOf(observed) },
  }))
}
