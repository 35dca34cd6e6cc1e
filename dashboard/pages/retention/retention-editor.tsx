import { NativeSelect } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { EventSelect } from '../../event-step/event-select.tsx'
import { type Step, writeStep } from '../../event-step/step.ts'
import styles from './retention-editor.module.css'
import { parseRetentionSearch, periods, type RetentionSearch, retentionChoice } from './search.ts'

const stepOf = (event: Pick<Step, 'type' | 'action'>) => writeStep({ ...event, filters: {} })

/** Which first event, which returning one, whose, and in which periods. */
export function RetentionEditor() {
  const navigate = useNavigate()
  const { first, again, whose, period } = retentionChoice(parseRetentionSearch(useSearch({ strict: false })))
  const change = (patch: { [Key in keyof RetentionSearch]: string }) =>
    void navigate({ to: '.', search: (all) => ({ ...all, ...patch }) as never, resetScroll: false })
  return (
    <section className={styles.editor} aria-label="Which cohorts">
      <div>
        <span className={styles.label} aria-hidden="true">
          First event
        </span>
        <EventSelect label="First event" value={first} onChange={(event) => change({ first: stepOf(event) })} />
      </div>
      <div>
        <span className={styles.label} aria-hidden="true">
          Return event
        </span>
        <EventSelect label="Return event" value={again} onChange={(event) => change({ again: stepOf(event) })} />
      </div>
      <NativeSelect
        label="Entity"
        size="sm"
        data={[
          { value: 'user_id', label: 'People' },
          { value: 'device_id', label: 'Devices' },
        ]}
        value={whose}
        onChange={({ currentTarget: { value } }) => change({ whose: value })}
      />
      <NativeSelect
        label="Cohorts by"
        size="sm"
        data={Object.entries(periods).map(([value, label]) => ({ value, label }))}
        value={period}
        onChange={({ currentTarget: { value } }) => change({ period: value })}
      />
    </section>
  )
}
