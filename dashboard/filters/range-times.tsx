import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { isLocalTime, localTimeAt } from '../time/zone.ts'
import type { Range } from './range.ts'
import styles from './range-times.module.css'

interface RangeTimesProps {
  range: Range
  zone: string
  onChoose: (from: string, to: string) => void
}

/** A range that begins and ends at a time of day. */
export function RangeTimes({ range, zone, onChoose }: RangeTimesProps) {
  const [from, setFrom] = useState(localTimeAt(range.startMs, zone))
  const [to, setTo] = useState(localTimeAt(range.endMs, zone))
  const fault = isLocalTime(from) && isLocalTime(to) && from < to ? null : 'The end must come after the start.'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fault === null) onChoose(from, to)
  }
  return (
    <form className={styles.times} onSubmit={submit}>
      <TextInput
        size="xs"
        type="datetime-local"
        label="From"
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        type="datetime-local"
        label="To (exclusive)"
        value={to}
        error={fault}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" variant="default" disabled={fault !== null}>
        Apply
      </Button>
    </form>
  )
}
