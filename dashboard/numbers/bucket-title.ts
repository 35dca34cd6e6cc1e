import type { Granularity } from '../time/granularity.ts'
import type { Bucket } from './buckets.ts'

const options: Record<'axis' | 'full', Record<Granularity | 'midnight', Intl.DateTimeFormatOptions>> = {
  axis: {
    hour: { hour: '2-digit', minute: '2-digit' },
    midnight: { day: 'numeric', month: 'short' },
    day: { day: 'numeric', month: 'short' },
    week: { day: 'numeric', month: 'short' },
    month: { month: 'short', year: 'numeric' },
  },
  full: {
    hour: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    midnight: { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    day: { weekday: 'short', day: 'numeric', month: 'short' },
    week: { day: 'numeric', month: 'short', year: 'numeric' },
    month: { month: 'long', year: 'numeric' },
  },
}

/** Names buckets in their zone: `axis` in the width of a tick, `full` beside a value. */
export function bucketTitles(granularity: Granularity, zone: string) {
  const make = (it: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...it, timeZone: zone, hourCycle: 'h23' })
  const tick = make(options.axis[granularity])
  const midnight = make(options.axis.midnight)
  const clock = make({ hour: '2-digit', minute: '2-digit' })
  const whole = make(options.full[granularity])
  return {
    axis: ({ startMs }: Bucket): string =>
      granularity === 'hour' && clock.format(startMs) === '00:00' ? midnight.format(startMs) : tick.format(startMs),
    full: ({ startMs }: Bucket): string =>
      granularity === 'week' ? `Week of ${whole.format(startMs)}` : whole.format(startMs),
  }
}
