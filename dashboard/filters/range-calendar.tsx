import '@mantine/dates/styles.layer.css'
import { DatePicker } from '@mantine/dates'
import { useState } from 'react'
import { addDays } from '../time/calendar.ts'
import type { Range } from './range.ts'

interface RangeCalendarProps {
  range: Range
  /** `to` is not included. */
  onChoose: (from: string, to: string) => void
}

/** Two days out of a calendar. A file of its own because the calendar is fetched only when it is opened. */
export default function RangeCalendar({ range, onChoose }: RangeCalendarProps) {
  const [days, setDays] = useState<[string | null, string | null]>([range.from, addDays(range.to, -1)])
  return (
    <DatePicker
      type="range"
      size="sm"
      allowSingleDateInRange
      highlightToday
      hideOutsideDates
      weekendDays={[]}
      value={days}
      defaultDate={addDays(range.to, -1)}
      onChange={([first, last]) => {
        setDays([first, last])
        if (first !== null && last !== null) onChoose(first, addDays(last, 1))
      }}
      ariaLabels={{ previousMonth: 'Previous month', nextMonth: 'Next month' }}
    />
  )
}
