import { Button, Drawer, NativeSelect, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { catalogueQuery, type Measure } from '../api/catalogue.ts'
import { type ExplainAnswer, type ExplainedSegment, explainQuery } from '../api/explain.ts'
import { asProblem } from '../api/problem.ts'
import { useChangeFilters } from '../filters/change-filters.ts'
import { spanTitle } from '../filters/range-title.ts'
import type { View } from '../filters/view.ts'
import styles from './explain.module.css'
import { explainBody, type Spans } from './question.ts'
import { filtersOf } from './segment-filters.ts'
import { SegmentTable } from './segment-table.tsx'
import {
  dimensionsTitle,
  dimensionTitle,
  explanation,
  segmentFacts,
  segmentTitle,
  signed,
  skipTitles,
} from './words.ts'

interface ExplainDrawerProps {
  measure: Measure
  view: View
  spans: Spans
  onClose: () => void
}

type FilterBy = (segment: ExplainedSegment) => (() => void) | undefined

/** Segments of all dimensions that explain most of the change. */
function Top({ answer, measure, filterBy }: { answer: ExplainAnswer; measure: Measure; filterBy: FilterBy }) {
  const { data } = useQuery(catalogueQuery)
  const { top, breakdowns, meta } = answer
  if (top.length === 0) return null
  const countedIn = ({ filters }: ExplainedSegment) => {
    const table = breakdowns.find(({ dimensions }) => String(dimensions) === String(Object.keys(filters)))
    return data?.measures.find(({ id }) => id === table?.of)?.title
  }
  return (
    <section aria-label="What explains most of it">
      <h3 className={styles.heading}>What explains most of it</h3>
      <ol className={styles.top}>
        {top.map((segment) => {
          const filter = filterBy(segment)
          return (
            <li key={JSON.stringify(segment.filters)}>
              <p className={styles.line}>
                {filter ? (
                  <button type="button" className={styles.pick} onClick={filter}>
                    {segmentTitle(segment)}
                  </button>
                ) : (
                  <span>{segmentTitle(segment)}</span>
                )}
                <span className={styles.amount}>{signed(segment.contribution, measure, meta.currency)}</span>
              </p>
              <p className={styles.meta}>{segmentFacts(segment, measure, meta.currency, countedIn(segment))}</p>
            </li>
          )
        })}
      </ol>
      <p className={styles.meta}>
        Each is one way to look at the same change, so they overlap. Open one to filter the page by it.
      </p>
    </section>
  )
}

function Tables({ answer, measure, filterBy }: { answer: ExplainAnswer; measure: Measure; filterBy: FilterBy }) {
  const { data } = useQuery(catalogueQuery)
  const { breakdowns, crossed, top, skipped, meta } = answer
  const tables = [...breakdowns, ...(crossed ? [crossed] : [])]
  const [chosen, setChosen] = useState(String(Object.keys(top[0]?.filters ?? {})))
  const shown = tables.find(({ dimensions }) => String(dimensions) === chosen) ?? tables[0]
  if (shown === undefined) return null
  const counted = data?.measures.find(({ id }) => id === shown.of)?.title
  return (
    <section aria-label="By dimension">
      <div className={styles.by}>
        <h3 className={styles.heading}>By dimension</h3>
        <NativeSelect
          size="xs"
          aria-label="Dimension"
          data={tables.map(({ dimensions }) => ({ value: String(dimensions), label: dimensionsTitle(dimensions) }))}
          value={String(shown.dimensions)}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      </div>
      <SegmentTable
        breakdown={shown}
        measure={measure}
        counted={counted}
        currency={meta.currency}
        filterBy={filterBy}
      />
      {skipped.length > 0 ? (
        <p className={styles.meta}>
          Left out: {skipped.map((it) => `${dimensionTitle(it.dimension)} (${skipTitles[it.reason]})`).join(', ')}.
        </p>
      ) : null}
    </section>
  )
}

/** Why a figure changed between two ranges: the sentence, the segments that explain most of it, and each dimension in full. */
export default function ExplainDrawer({ measure, view, spans, onClose }: ExplainDrawerProps) {
  const { data, error, refetch } = useQuery(explainQuery(explainBody(measure.id, view, spans)))
  const change = useChangeFilters()
  const filterBy: FilterBy = (segment) => {
    const patch = filtersOf(segment)
    if (patch === undefined) return undefined
    return () => {
      change(patch)
      onClose()
    }
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      title={`Why did ${measure.title} change?`}
      position="right"
      size="xl"
      closeButtonProps={{ 'aria-label': 'Close the explanation' }}
    >
      <div className={styles.body}>
        <p className={styles.meta}>
          {spanTitle(spans.now, view.timezone)}, compared with {spanTitle(spans.before, view.timezone)}
        </p>
        {error ? (
          <div role="alert">
            <p className={styles.failed}>{asProblem(error).detail}</p>
            <Button size="compact-sm" variant="default" mt={8} onClick={() => void refetch()}>
              Try again
            </Button>
          </div>
        ) : null}
        {data === undefined && error === null ? <Skeleton height={120} /> : null}
        {data ? (
          <>
            <p className={styles.sentence} role="status">
              {explanation(data, measure)}
            </p>
            <Top answer={data} measure={measure} filterBy={filterBy} />
            <Tables answer={data} measure={measure} filterBy={filterBy} />
            <p className={styles.meta}>
              {data.kind === 'rate'
                ? 'Rate effect: by the change of a segment’s own rate. Mix effect: by the change of its share of all. Together they add up to the change (Kitagawa 1955).'
                : 'What each segment added to the change of the sum. Together they add up to it.'}
            </p>
          </>
        ) : null}
      </div>
    </Drawer>
  )
}
