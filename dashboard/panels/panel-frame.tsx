import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { type CSSProperties, lazy, Suspense, useId, useRef, useState } from 'react'
import { namesOf } from '../api/dimension-names.ts'
import { Failure } from '../feedback/failure.tsx'
import { useLeaveOut } from '../filters/change-filters.ts'
import { spanTitle } from '../filters/range-title.ts'
import { type View, withoutFilters } from '../filters/view.ts'
import type { Panel } from './panel.ts'
import styles from './panel-frame.module.css'
import { PanelMenu } from './panel-menu.tsx'
import { PanelTable } from './panel-table.tsx'
import { useNear } from './use-near-viewport.ts'
import { type PanelState, usePanel } from './use-panel.ts'

const PanelAbout = lazy(() => import('./panel-about.tsx'))

interface PanelFrameProps {
  panel: Panel
  view: View
  large: boolean
  onLarge: (large: boolean) => void
}

/** Why there is no number, in one sentence. */
function reasonOf(state: PanelState, { range, timezone, filters }: View): string | undefined {
  if (state.state === 'uncuttable') {
    return `Not available by ${namesOf(state.by, 'or')}, so no number is shown.`
  }
  if (state.state === 'forbidden') return `Your key lacks the scope ${state.scope}, which this needs.`
  if (state.state === 'unknown') return `This service does not count ${state.metrics.join(', ')}.`
  if (state.state !== 'ready' || state.shown.table !== null) return undefined
  const filtered = Object.keys(filters).length > 0 ? ' with these filters' : ''
  return state.shown.reason ?? `No matching events${filtered} from ${spanTitle(range, timezone)} (${timezone}).`
}

function Content({
  state,
  view,
  panel,
  form,
}: {
  state: PanelState
  view: View
  panel: Panel
  form: 'chart' | 'table'
}) {
  const leaveOut = useLeaveOut()
  if (state.state === 'loading') return <Skeleton className={styles.waiting} />
  if (state.state === 'failed') return <Failure error={state.error} onRetry={state.retry} retrying={state.retrying} />
  const reason = reasonOf(state, view)
  const leftOut = state.state === 'ready' && state.leftOut.length > 0 ? state.leftOut : null
  const notFiltered = leftOut ? <p className={styles.note}>Not filtered by {namesOf(leftOut, 'or')}.</p> : null
  if (state.state === 'uncuttable') {
    const { by } = state
    return (
      <div className={styles.reason}>
        <p>{reason}</p>
        <Button size="compact-xs" variant="default" mt={8} onClick={() => leaveOut([...view.without, ...by])}>
          Show without the {namesOf(by, 'and')} filter{by.length > 1 ? 's' : ''}
        </Button>
      </div>
    )
  }
  if (state.state !== 'ready' || state.shown.table === null) {
    return (
      <>
        <p className={styles.reason}>{reason}</p>
        {notFiltered}
      </>
    )
  }
  const { chart, table, note } = state.shown
  return (
    <>
      {chart === undefined || form === 'table' ? (
        <PanelTable title={panel.title} table={table} />
      ) : (
        <Suspense fallback={<Skeleton className={styles.waiting} />}>{chart}</Suspense>
      )}
      {note ? <p className={styles.note}>{note}</p> : null}
      {notFiltered}
      {(state.meta.suppressed ?? 0) > 0 ? (
        <p className={styles.note}>Small cells are suppressed: some values rest on too few devices to be shown.</p>
      ) : null}
      {state.meta.sampled !== undefined && state.meta.sampled < 1 ? (
        <p className={styles.note}>From a sample of {(state.meta.sampled * 100).toPrecision(2)} % of the events.</p>
      ) : null}
    </>
  )
}

/** One panel: its name, what it shows, what it means and what can be done with it; or why it shows nothing. */
export function PanelFrame({ panel, view, large, onLarge }: PanelFrameProps) {
  const heading = useId()
  const frame = useRef<HTMLElement>(null)
  const near = useNear(frame)
  const state = usePanel(panel, view, near, large)
  const [form, setForm] = useState<'chart' | 'table'>('chart')
  const [about, setAbout] = useState(false)
  const shown = state.state === 'ready' ? state.shown : undefined
  return (
    <section
      ref={frame}
      className={styles.frame}
      data-panel={panel.id}
      data-state={shown?.table === null ? 'empty' : state.state}
      data-large={large || undefined}
      data-stale={(state.state === 'ready' && state.stale) || undefined}
      aria-labelledby={heading}
      style={{ '--twelfths': panel.width } as CSSProperties}
    >
      <div className={styles.head}>
        <div className={styles.words}>
          <h3 id={heading} className={styles.title}>
            {panel.title}
          </h3>
          {panel.question ? <p className={styles.question}>{panel.question}</p> : null}
        </div>
        <div className={styles.tools} data-not-pictured>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`About ${panel.title}`}
            onClick={() => setAbout(true)}
          >
            <IconInfoCircle size={16} stroke={1.7} />
          </ActionIcon>
          <PanelMenu
            title={panel.title}
            view={view}
            table={shown?.table ?? null}
            form={shown?.chart === undefined ? undefined : form}
            onForm={setForm}
            large={large}
            onLarge={onLarge}
            element={() => frame.current}
          />
        </div>
      </div>
      <Content state={state} view={view} panel={panel} form={form} />
      {about ? (
        <Suspense fallback={null}>
          <PanelAbout
            panel={panel}
            view={state.state === 'ready' ? withoutFilters(view, state.leftOut) : view}
            meta={state.state === 'ready' ? state.meta : undefined}
            onClose={() => setAbout(false)}
          />
        </Suspense>
      ) : null}
    </section>
  )
}
