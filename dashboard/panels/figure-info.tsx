import { ActionIcon, Popover } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import type { Measure } from '../api/catalogue.ts'
import type { QueryMeta } from '../api/query.ts'
import { formatMoment } from '../time/moment.ts'
import styles from './figure-info.module.css'

const sources = { rollup: 'hourly sums', events: 'single events' } as const

interface FigureInfoProps {
  measure: Measure
  meta: QueryMeta | undefined
  timezone: string
}

/** What a figure means and where it comes from, on demand. */
export function FigureInfo({ measure, meta, timezone }: FigureInfoProps) {
  return (
    <Popover width={300} position="bottom-end" shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`About ${measure.title}`}
          className={styles.open}
        >
          <IconInfoCircle size={16} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={styles.info} aria-label={`About ${measure.title}`} tabIndex={-1} data-autofocus>
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
              <dt>Counted from</dt>
              <dd>{sources[meta.source]}</dd>
              <dt>Fresh to</dt>
              <dd>{meta.fresh_to === null ? 'no event yet' : formatMoment(meta.fresh_to, timezone)}</dd>
            </>
          ) : null}
        </dl>
      </Popover.Dropdown>
    </Popover>
  )
}
