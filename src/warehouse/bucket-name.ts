import type { Granularity } from './question.ts'

/** SQL of the bucket of a moment, as answers tell it: texts in the order of time. `time` is SQL of the moment. */
export function bucketName(granularity: Granularity, time = 'occurred_at'): string {
  const day = `toDate32(${time}, {timezone:String})`
  const names: Record<Granularity, string> = {
    hour: `formatDateTime(toStartOfHour(toDateTime(${time}, {timezone:String})), '%Y-%m-%dT%H:%i:00Z', 'UTC')`,
    day: `toString(${day})`,
    week: `toString(toMonday(${day}))`,
    month: `toString(toStartOfMonth(${day}))`,
    total: "'all'",
  }
  return names[granularity]
}
