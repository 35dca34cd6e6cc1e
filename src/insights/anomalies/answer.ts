import { divide } from '../../measures/define.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { eventsFor, passes } from '../../warehouse/sql/event-filter.ts'
import { inLogOrder } from '../../warehouse/sql/log-order.ts'
import { inRange, momentOfMicroseconds } from '../../warehouse/time/clickhouse-time.ts'
import { binderOf, metaOf, parseSpan } from '../question.ts'
import { sample } from '../sampling.ts'
import type { AnomaliesAnswer, AnomaliesRequest } from './request.ts'
import { type Anomaly, type Looked, lookAt, type Series } from './series.ts'

/** Readings that are looked at for one answer; of more, those of a sample of devices. */
const mostReadings = 400_000

/**
 * Readings that do not fit with what their own device read before, in the range and in the same unit. Only earlier readings
 * are held against one, so that an answer does not change when later ones arrive.
 * Throws Failure: invalid_request, dimension_not_allowed, query_too_large, warehouse_unavailable.
 */
export async function answerAnomalies(request: AnomaliesRequest, context: QueryContext): Promise<AnomaliesAnswer> {
  const started = performance.now()
  const span = parseSpan(request, context, ['telemetry'])
  const binder = binderOf(context.tenantId, span)
  const metric = binder.bind(request.metric, 'String')
  const where = [
    "type = 'telemetry' AND action = 'read'",
    `metric = ${metric} AND isNotNull(value) AND device_id != ''`,
    inRange,
    ...passes(span.filters, binder),
  ].join(' AND ')
  const dimensions = span.filters.map(({ dimension }) => dimension)
  const source = `${eventsFor(`id device_id unit occurred_at log_position WHERE ${where}`, dimensions, context.model.columns)} WHERE ${where}`
  const {
    share,
    where: isLookedAt,
    statement,
  } = await sample(context, source, 'device_id', binder.params, mostReadings)

  const statements = [statement]
  const read = async (sql: string, params = binder.params) => {
    const limited = `${sql} ${questionClause}`
    statements.push(limited)
    return (await context.engine.read(limited, params)).data
  }
  const rows = await read(`SELECT device_id, unit, arrayMap(it -> it.1, readings), arrayMap(it -> it.3, readings)
    FROM (SELECT device_id, toString(unit) AS unit,
        arraySort(groupArray((toFloat64(toUnixTimestamp64Micro(occurred_at)), log_position, assumeNotNull(value)))) AS readings
      FROM ${source} AND ${isLookedAt} GROUP BY device_id, unit)
    ORDER BY device_id, unit`)
  const looked = await lookAtAll(rows, request)
  const strangest = looked
    .flatMap(({ anomalies }) => anomalies)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score))
    .slice(0, request.limit)
  const events = strangest.length === 0 ? [] : await read(eventsSql(source), { ...binder.params, ...slots(strangest) })
  const scaled = (count: number) => Math.round(count / share)
  return {
    readings: scaled(total(looked, ({ values }) => values.length)),
    scored: scaled(total(looked, ({ scored }) => scored)),
    anomalies: scaled(total(looked, ({ anomalies }) => anomalies.length)),
    devices: looked
      .map(deviceOf)
      .sort((a, b) => b.anomalies - a.anomalies)
      .slice(0, request.limit),
    samples: samplesOf(strangest, events),
    meta: await metaOf(context, { started, explain: request.explain, statements, share }),
  }
}

type LookedAt = Series & Looked

async function lookAtAll(rows: readonly (readonly unknown[])[], { window, threshold }: AnomaliesRequest) {
  const all: LookedAt[] = []
  for (const [device_id, unit, times, values] of rows) {
    const series = {
      ...{ device_id: String(device_id), unit: String(unit) },
      ...{ times: times as number[], values: values as number[] },
    }
    all.push({ ...series, ...(await lookAt(series, window, threshold)) })
  }
  return all
}

const total = (all: readonly LookedAt[], of: (looked: LookedAt) => number) =>
  all.reduce((sum, looked) => sum + of(looked), 0)

const deviceOf = ({ device_id, unit, times, values, anomalies, scored, median, mad }: LookedAt) => ({
  ...{ device_id, unit, readings: values.length, anomalies: anomalies.length },
  ...{ share: divide(anomalies.length, scored), median, mad },
  last_at: momentOfMicroseconds(BigInt(times.at(-1) ?? 0)),
})

/** Readings are read without their ids, which would be most of the answer; those of the few shown are looked up. */
const eventsSql = (source: string) => `SELECT toString(id), device_id, toFloat64(toUnixTimestamp64Micro(occurred_at))
    FROM ${source} AND has({devices:Array(String)}, device_id)
      AND has({times:Array(Int64)}, toUnixTimestamp64Micro(occurred_at))
    ORDER BY ${inLogOrder}`

const slots = (strangest: readonly Anomaly[]) => ({
  devices: [...new Set(strangest.map(({ device_id }) => device_id))],
  times: [...new Set(strangest.map(({ time }) => time))],
})

function samplesOf(strangest: readonly Anomaly[], events: readonly (readonly unknown[])[]): AnomaliesAnswer['samples'] {
  const ids = new Map(events.map(([id, device, time]) => [`${device} ${time}`, String(id)]))
  return strangest.flatMap(({ time, ...anomaly }) => {
    const event_id = ids.get(`${anomaly.device_id} ${time}`)
    return event_id === undefined ? [] : [{ event_id, occurred_at: momentOfMicroseconds(BigInt(time)), ...anomaly }]
  })
}
