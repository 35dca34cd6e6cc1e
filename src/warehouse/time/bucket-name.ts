import type { Granularity } from './granularity.ts'
import { hourStart } from './hour-start.ts'
import { localDay } from './local-day.ts'
import type { Range } from './range.ts'

/** SQL of the bucket of a moment, as answers give it: texts in the order of time. `time` is SQL of the moment. */
export function bucketName(
  { granularity, range, zone }: { granularity: Granularity; range: Range; zone: string },
  time = 'occurred_at',
): string {
  const day = localDay(time, { range, zone })
  const names: Record<Granularity, string> = {
    hour: `formatDateTime(toDateTime(${hourStart(time)}, 'UTC'), '%Y-%m-%dT%H:%i:%SZ', 'UTC')`,
    day: `toString(${day})`,
    week: `toString(toMonday(${day}))`,
    month: `toString(toStartOfMonth(${day}))`,
    total: "'all'",
  }
  return names[granularity]
}
