import { Button, CopyButton, Drawer, Skeleton } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import type { AnswerMeta, Ask } from '../api/ask.ts'
import { catalogueQuery } from '../api/catalogue.ts'
import { panelQuery } from '../api/panel.ts'
import { asProblem } from '../api/problem.ts'
import { samplesQuery } from '../api/samples.ts'
import { whyNotCompared } from '../figures/reading.ts'
import { asked, comparedWith } from '../filters/asked.ts'
import { spanTitle } from '../filters/range-title.ts'
import type { View } from '../filters/view.ts'
import { formatMoment } from '../time/moment.ts'
import type { Panel } from './panel.ts'
import styles from './panel-about.module.css'

const sources = { rollup: 'hourly sums (a rollup)', events: 'single events' } as const

/** The statements that were run for the panel, asked for again with their text. */
function Statements({ panel, view }: { panel: Panel; view: View }) {
  const asks = panel.ask(view).slice(0, 1)
  // Every question takes `explain`.
  const explained = asks.map((ask) =>
    ask.method === 'POST'
      ? ({ ...ask, body: { ...ask.body, explain: true } } as Ask)
      : { ...ask, path: `${ask.path}${ask.path.includes('?') ? '&' : '?'}explain=true` },
  )
  const results = useQueries({ queries: explained.map((ask) => panelQuery(ask, false, true)) })
  if (results.some(({ isPending }) => isPending)) return <Skeleton height={80} />
  const failed = results.find(({ error }) => error !== null)?.error
  if (failed) return <p className={styles.note}>{asProblem(failed).title}</p>
  const sql = results.flatMap(({ data }) => data?.meta.sql ?? [])
  if (sql.length === 0) return <p className={styles.note}>No SQL available for this answer.</p>
  return sql.map((statement) => (
    <div key={statement} className={styles.statement}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
      <pre className={styles.code} tabIndex={0}>
        {statement}
      </pre>
      <CopyButton value={statement}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </div>
  ))
}

/** Events that a measure was computed from. */
function SampleEvents({ metric, view }: { metric: string; view: View }) {
  const { data, error } = useQuery(samplesQuery({ ...asked(view), metric, limit: 10 }))
  if (error) return <p className={styles.note}>{asProblem(error).title}</p>
  if (data === undefined) return <Skeleton height={80} />
  return (
    <>
      <ul className={styles.sums}>
        {data.sums.map(({ name, count, definition }) => (
          <li key={name}>
            <code>{name}</code>: {count.toLocaleString('en')} events
            <code className={styles.definition}>{definition}</code>
          </li>
        ))}
      </ul>
      {data.events.length === 0 ? <p className={styles.note}>No event in this range is part of it.</p> : null}
      {data.events.map((event) => (
        <details key={event.id} className={styles.event}>
          <summary>
            {event.type}.{event.action} · {formatMoment(event.occurred_at, view.timezone)}
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
          <pre className={styles.code} tabIndex={0}>
            {JSON.stringify(event, null, 2)}
          </pre>
        </details>
      ))}
    </>
  )
}

interface PanelAboutProps {
  panel: Panel
  view: View
  meta: AnswerMeta | undefined
  onClose: () => void
}

/** How a panel's numbers came about: formula, source, freshness, SQL, and events behind them. */
export default function PanelAbout({ panel, view, meta, onClose }: PanelAboutProps) {
  const { data: catalogue } = useQuery(catalogueQuery)
  const measures = catalogue?.measures.filter(({ id }) => panel.metrics.includes(id)) ?? []
  const compared = comparedWith(view)
  const reason = whyNotCompared(view, meta?.data_from)
  return (
    <Drawer
      opened
      onClose={onClose}
      title={`About ${panel.title}`}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close the explanation' }}
    >
      <dl className={styles.facts}>
        {measures.map(({ id, title, question, formula }) => (
          <div key={id}>
            <dt>
              {title} <code>{id}</code>
            </dt>
            <dd>{question}</dd>
            <dd className={styles.formula}>= {formula}</dd>
          </div>
        ))}
        {panel.formula ? (
          <div>
            <dt>Formula</dt>
            <dd>{panel.formula}</dd>
          </div>
        ) : null}
        <div>
          <dt>Range</dt>
          <dd>
            {spanTitle(view.range, view.timezone)} ({view.timezone})
          </dd>
        </div>
        {compared !== null && panel.ask(view).length > 1 ? (
          <div>
            <dt>Compared with</dt>
            <dd>{reason === null ? spanTitle(compared, view.timezone) : `nothing: ${reason}`}</dd>
          </div>
        ) : null}
        {meta ? (
          <>
            <div>
              <dt>Source</dt>
              <dd>{sources[meta.source ?? 'events']}</dd>
            </div>
            <div>
              <dt>Data up to</dt>
              <dd>
                {meta.fresh_to === null ? 'no event yet' : formatMoment(meta.fresh_to, view.timezone)}, answered in{' '}
                {meta.elapsed_ms} ms
              </dd>
            </div>
          </>
        ) : null}
      </dl>
      <h4 className={styles.heading}>SQL</h4>
      <Statements panel={panel} view={view} />
      {measures.map(({ id, title }) => (
        <section key={id}>
          <h4 className={styles.heading}>Events behind {title.toLowerCase()}</h4>
          <SampleEvents metric={id} view={view} />
        </section>
      ))}
    </Drawer>
  )
}
