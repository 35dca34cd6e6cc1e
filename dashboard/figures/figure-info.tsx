import { ActionIcon, Button } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Measure } from '../api/catalogue.ts'
import type { QueryMeta } from '../api/query.ts'
import { type Spans, spansOf } from '../explain/question.ts'
import { WhyDrawer } from '../explain/why-drawer.tsx'
import type { Bounds } from '../filters/comparison.ts'
import { spanTitle } from '../filters/range-title.ts'
import type { View } from '../filters/view.ts'
import { LatePopover } from '../popover/late-popover.tsx'
import { formatMoment } from '../time/moment.ts'
import { dateAt, momentOf } from '../time/zone.ts'
import styles from './figure-info.module.css'
import { whyNotCompared } from './reading.ts'

const sources = { rollup: 'hourly sums', events: 'single events' } as const

/** Moments at which local days begin as their dates, which read shorter. */
function inDates({ from, to }: Bounds, zone: string): Bounds {
  const [first, end] = [from, to].map((moment) => dateAt(Date.parse(moment), zone)) as [string, string]
  const isWhole = momentOf(first, zone) === Date.parse(from) && momentOf(end, zone) === Date.parse(to)
  return isWhole ? { from: first, to: end } : { from, to }
}

/** The period before; while the range is open, as much of it as has passed. */
function comparedTitle(view: View, { data_from, compared: told }: QueryMeta): string {
  const { compared, passed, timezone } = view
  if (compared === null) return 'nothing'
  const reason = whyNotCompared(view, data_from)
  if (reason !== null) return `nothing: ${reason}`
  // The service says what it compared with; the page's own bounds are the same until the answer has come.
  const whole = spanTitle(told ? inDates(told, timezone) : compared, timezone)
  return passed === null ? whole : `${whole}, up to ${formatMoment(passed.to, timezone)}`
}

interface FigureInfoProps {
  measure: Measure
  meta: QueryMeta | undefined
  /** As the figure was asked: without filters that it cannot apply. */
  view: View
}

/** The compared spans of a measure that can be explained by segments; null where it cannot. */
function explained(measure: Measure, meta: QueryMeta | undefined, view: View): Spans | null {
  const isKnown = meta !== undefined && whyNotCompared(view, meta.data_from) === null
  return isKnown && measure.explained_as !== null ? spansOf(view) : null
}

/** What a figure means, where it comes from and why it changed, on demand. */
export function FigureInfo({ measure, meta, view }: FigureInfoProps) {
  const [opened, setOpened] = useState(false)
  const [asked, setAsked] = useState<Spans | null>(null)
  const spans = explained(measure, meta, view)
  return (
    <>
      <LatePopover
        label={`About ${measure.title}`}
        opened={opened}
        onChange={setOpened}
        width={300}
        position="bottom-end"
        withArrow
        focusItself
        className={styles.info}
        target={(props) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={`About ${measure.title}`}
            className={styles.open}
            {...props}
          >
            <IconInfoCircle size={16} stroke={1.7} />
          </ActionIcon>
        )}
      >
        <p className={styles.title}>{measure.title}</p>
        <p className={styles.question}>{measure.question}</p>
        <dl className={styles.facts}>
          <dt>Formula</dt>
          <dd>{measure.formula}</dd>
          <dt>Name in the API</dt>
          <dd>
            <code>{measure.id}</code>
          </dd>
          {meta ? (
            <>
              <dt>Source</dt>
              <dd>{sources[meta.source]}</dd>
              <dt>Data up to</dt>
              <dd>{meta.fresh_to === null ? 'no event yet' : formatMoment(meta.fresh_to, view.timezone)}</dd>
              <dt>Compared with</dt>
              <dd>{comparedTitle(view, meta)}</dd>
            </>
          ) : null}
        </dl>
        {spans === null ? null : (
          <Button
            size="compact-sm"
            variant="default"
            mt={12}
            aria-haspopup="dialog"
            onClick={() => {
              setOpened(false)
              setAsked(spans)
            }}
          >
            Why did it change?
          </Button>
        )}
      </LatePopover>
      <WhyDrawer measure={measure} view={view} spans={asked} onClose={() => setAsked(null)} />
    </>
  )
}
