import { divide } from '../../measures/define.ts'
import type { QueryContext } from '../../warehouse/ask.ts'
import { questionClause } from '../../warehouse/engine/question-clause.ts'
import { momentOfMicroseconds } from '../../warehouse/time/clickhouse-time.ts'
import { binderOf, metaOf, parseSpan } from '../question.ts'
import { sample } from '../sampling.ts'
import type { AnomaliesAnswer, AnomaliesRequest } from './request.ts'
import { type Anomaly, type Looked, lookAt, type Series } from './series.ts'
import { eventsSql, readingsOf, seriesSql } from './sql.ts'

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
  const source = readingsOf(request.metric, span.filters, binder, context.model.columns)
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
  const rows = await read(seriesSql(source, isLookedAt))
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
