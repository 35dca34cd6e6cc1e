import '@mantine/dates/styles.layer.css'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'
import { addDays } from '../../src/platform/calendar.ts'
import { dateAt } from '../time/zone.ts'
import type { Range } from './range.ts'
import { RangeTimes } from './range-times.tsx'

interface RangeCalendarProps {
  range: Range
  zone: string
  /** `to` is not included. */
  onChoose: (from: string, to: string) => void
}

/** Two days out of a calendar, or two times. A file of its own because the calendar is fetched only when it is opened. */
export default function RangeCalendar({ range, zone, onChoose }: RangeCalendarProps) {
  const first = dateAt(range.startMs, zone)
  const last = dateAt(range.endMs - 1, zone)
  const [days, setDays] = useState<[string | null, string | null]>([first, last])
  return (
    <>
      <DatePicker
        type="range"
        size="sm"
        allowSingleDateInRange
        highlightToday
        hideOutsideDates
        weekendDays={[]}
        value={days}
        defaultDate={last}
        onChange={([from, to]) => {
          setDays([from, to])
          if (from !== null && to !== null) onChoose(from, addDays(to, 1))
        }}
        ariaLabels={{ previousMonth: 'Previous month', nextMonth: 'Next month' }}
      />
      <RangeTimes range={range} zone={zone} onChoose={onChoose} />
    </>
  )
}
