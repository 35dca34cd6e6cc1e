import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { firingsQuery } from '../api/alerts.ts'
import { annotationsQuery } from '../api/annotations.ts'
import { type Marks, marksOf } from '../charts/marks.ts'
import type { View } from '../filters/view.ts'
import type { Bucket } from '../numbers/buckets.ts'

const none: never[] = []

/** What happened on a time axis: annotations, and alerts that fired on the measure. A chart stands without them. */
export function useMarks({ range, timezone }: View, buckets: readonly Bucket[], metric: string | null): Marks {
  const { from, to } = range
  const notes = useQuery(annotationsQuery(from, to, timezone))
  const firings = useQuery({
    ...firingsQuery(new Date(range.startMs).toISOString(), new Date(range.endMs).toISOString(), metric ?? ''),
    enabled: metric !== null,
  })
  return useMemo(() => marksOf(notes.data ?? none, firings.data ?? none, buckets), [notes.data, firings.data, buckets])
}
