import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { FilterBar } from '../filters/filter-bar.tsx'
import { useView } from '../filters/view.ts'
import { FigureGroup } from '../panels/figure-group.tsx'
import { Freshness } from '../panels/freshness.tsx'
import { MainSeries } from '../panels/main-series.tsx'
import { NothingHere } from '../panels/nothing-here.tsx'
import { allFigures, overview } from '../panels/overview.ts'
import { parseOverviewSearch } from '../panels/overview-search.ts'
import { useFigures } from '../panels/use-figures.ts'
import { Page } from '../shell/page.tsx'
import { Failure } from '../states/failure.tsx'
import styles from './overview.module.css'

const firstMetric = allFigures[0]?.metric ?? ''

export function Overview() {
  const view = useView()
  const figures = useFigures(allFigures, view)
  const { metric = firstMetric } = parseOverviewSearch(useSearch({ from: '/signed-in/' }) as Record<string, unknown>)
  const navigate = useNavigate({ from: '/' })
  const chart = useRef<HTMLDivElement>(null)

  const select = (chosen: string) => {
    void navigate({
      search: (search) => ({ ...search, metric: chosen === firstMetric ? undefined : chosen }) as never,
      resetScroll: false,
      replace: true,
    })
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    chart.current?.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' })
  }

  const figure = allFigures.find((it) => it.metric === metric)
  if (figure === undefined) throw new Error(`the overview has no figure ${metric}`)
  const failed = figures.error !== null
  return (
    <Page
      title="Overview"
      aside={<Freshness meta={figures.meta} timezone={view.timezone} open={view.range.open && !failed} />}
    >
      <FilterBar />
      {figures.error !== null ? (
        <div className={styles.failure}>
          <Failure error={figures.error} onRetry={figures.retry} retrying={figures.fetching} />
        </div>
      ) : null}
      {figures.empty ? <NothingHere view={view} neverAny={figures.meta?.fresh_to === null} /> : null}
      {figures.empty || (failed && figures.meta === undefined) ? null : (
        <>
          <div ref={chart} className={styles.chart}>
            <MainSeries
              figure={figure}
              state={figures.of(metric)}
              axis={figures.axis}
              view={view}
              stale={figures.stale}
            />
          </div>
          {overview.map((group) => (
            <FigureGroup
              key={group.title}
              group={group}
              figures={figures}
              view={view}
              selected={metric}
              onSelect={select}
            />
          ))}
        </>
      )}
    </Page>
  )
}
