import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useMemo, useRef } from 'react'
import { Failure } from '../feedback/failure.tsx'
import type { Figure } from '../figures/figure.ts'
import { FigureGroup } from '../figures/figure-group.tsx'
import { MainSeries } from '../figures/main-series.tsx'
import { useFigures } from '../figures/use-figures.ts'
import { useView } from '../filters/view.ts'
import { Freshness } from '../panels/freshness.tsx'
import { parsePageSearch } from '../panels/page-search.ts'
import { PageLayout } from '../shell/page-layout.tsx'
import { FilterBar } from './filter-bar.tsx'
import { LaterPanels } from './lazy-panels.tsx'
import { NothingHere } from './nothing-here.tsx'
import type { PageDeclaration } from './page.ts'
import styles from './panel-page.module.css'
import { WallButton } from './wall-button.tsx'

const PanelGrid = lazy(() => import('../panels/panel-grid.tsx'))

/** A page with its filters, its figures, one of them large, and its panels. */
export function PanelPage({
  page: { title, wall = false, figures: groups, panels, later },
  lead,
}: {
  page: PageDeclaration
  /** What stands above the figures. */
  lead?: ReactNode
}) {
  const view = useView()
  const all = useMemo(() => groups.flatMap((group) => group.figures), [groups])
  const figures = useFigures(all, view)
  const { metric } = parsePageSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const chart = useRef<HTMLDivElement>(null)
  // Where the first one cannot apply the filters, one that can is the large one.
  const isShown = (it: Figure) => figures.of(it.metric).state !== 'uncuttable'
  const figure = all.find((it) => it.metric === metric) ?? all.find(isShown) ?? all[0]
  if (figure === undefined) throw new Error(`the page ${title} has no figure`)

  const select = (chosen: string) => {
    void navigate({
      to: '.',
      search: (search) => ({ ...search, metric: chosen === all[0]?.metric ? undefined : chosen }) as never,
      resetScroll: false,
      replace: true,
    })
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    chart.current?.scrollIntoView({ block: 'nearest', behavior: still ? 'auto' : 'smooth' })
  }

  const failed = figures.error !== null
  return (
    <PageLayout
      title={title}
      aside={
        <>
          <Freshness meta={figures.meta} timezone={view.timezone} open={view.range.open && !failed} />
          {wall ? <WallButton /> : null}
        </>
      }
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
          {lead}
          <div ref={chart} className={styles.chart}>
            <MainSeries
              figure={figure}
              state={figures.of(figure.metric)}
              axis={figures.axis}
              view={view}
              stale={figures.stale}
            />
          </div>
          {groups.map((group) => (
            <FigureGroup
              key={group.title}
              group={group}
              figures={figures}
              view={view}
              selected={figure.metric}
              onSelect={select}
            />
          ))}
          {panels.length === 0 ? null : (
            <Suspense fallback={null}>
              <PanelGrid groups={panels} view={view} />
            </Suspense>
          )}
          {later ? <LaterPanels load={later} view={view} /> : null}
        </>
      )}
    </PageLayout>
  )
}
