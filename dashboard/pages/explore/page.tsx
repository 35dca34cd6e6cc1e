import { MultiSelect, SegmentedControl, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { catalogueQuery } from '../../api/catalogue.ts'
import { useView } from '../../filters/view.ts'
import { FilterBar } from '../../page-frame/filter-bar.tsx'
import { asksBy } from '../../panels/asks-by.ts'
import PanelGrid from '../../panels/panel-grid.tsx'
import { PageLayout } from '../../shell/page-layout.tsx'
import styles from './page.module.css'
import { explorationPanels } from './panels.ts'
import {
  commonDimensions,
  type Exploration,
  leftOutOf,
  mostDimensions,
  mostMetrics,
  parseExploration,
} from './question.ts'

/** Any measures by any dimensions that they have in common. */
export function Page() {
  const view = useView()
  const { data: catalogue } = useQuery(catalogueQuery)
  const search = useSearch({ strict: false })
  const navigate = useNavigate()
  const asked = useMemo(
    (): Exploration => ({ metrics: ['gmv', 'orders'], by: [], over: 'time', ...parseExploration(search) }),
    [search],
  )
  const measures = useMemo(
    () => asked.metrics.flatMap((id) => catalogue?.measures.find((it) => it.id === id) ?? []),
    [asked, catalogue],
  )
  const common = commonDimensions(measures)
  const by = asked.by.filter((dimension) => common.includes(dimension))
  const shownBy = by.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: by is a new list by every render, shownBy says the same
  const panels = useMemo(() => explorationPanels(measures, { ...asked, by }), [measures, asked, shownBy])
  const change = (patch: Partial<Exploration>) =>
    void navigate({ to: '.', search: (was) => ({ ...was, ...patch }) as never, resetScroll: false })

  return (
    <PageLayout title="Explore">
      <FilterBar {...(panels.length === 0 ? {} : asksBy([{ panels }], view))} />
      {catalogue === undefined ? (
        <Skeleton height={120} />
      ) : (
        <div className={styles.question}>
          <MultiSelect
            label="Measures"
            searchable
            maxValues={mostMetrics}
            data={catalogue.measures.map(({ id, title }) => ({ value: id, label: title }))}
            value={measures.map(({ id }) => id)}
            onChange={(metrics) => change({ metrics })}
            comboboxProps={{ shadow: 'md' }}
            className={styles.measures}
          />
          <MultiSelect
            label="By"
            placeholder={by.length === 0 ? 'none' : ''}
            searchable
            maxValues={mostDimensions}
            data={common.map((dimension) => ({ value: dimension, label: dimension.replaceAll('_', ' ') }))}
            value={by}
            onChange={(dimensions) => change({ by: dimensions })}
            comboboxProps={{ shadow: 'md' }}
            className={styles.dimensions}
          />
          <SegmentedControl
            aria-label="Over"
            data={[
              { value: 'time', label: 'Over time' },
              { value: 'total', label: 'Total' },
            ]}
            value={asked.over}
            onChange={(over) => change({ over: over === 'total' ? 'total' : 'time' })}
            disabled={by.length === 0}
          />
        </div>
      )}
      {leftOutOf(measures, asked.by).map(({ dimension, measures: cannot }) => (
        <p key={dimension} className={styles.leftOut} role="status">
          Not by {dimension.replaceAll('_', ' ')}: {cannot.join(', ')} cannot be broken down by it.
        </p>
      ))}
      {catalogue !== undefined && measures.length === 0 ? (
        <p className={styles.nothing}>Choose a measure to begin with.</p>
      ) : null}
      <PanelGrid groups={[{ title: 'Result', panels }]} view={view} />
    </PageLayout>
  )
}
