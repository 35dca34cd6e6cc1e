import { NativeSelect } from '@mantine/core'
import { EventSelect } from '../../event-step/event-select.tsx'
import { writeStep } from '../../event-step/step.ts'
import styles from './journey-editor.module.css'
import { depths, journeyChoice, tops } from './search.ts'
import { useFunnel } from './use-funnel.ts'

/** From where the journeys are followed, and how far. */
export function JourneyEditor() {
  const { search, change } = useFunnel()
  const { start, depth, top } = journeyChoice(search)
  return (
    <section className={styles.editor} aria-label="Which journeys">
      <div>
        <span className={styles.label} aria-hidden="true">
          Beginning with
        </span>
        <EventSelect
          label="Beginning of the journeys"
          placeholder="The first event"
          value={start}
          onChange={(event) => change({ start: writeStep({ ...event, filters: {} }) })}
          onClear={() => change({ start: undefined })}
        />
      </div>
      <NativeSelect
        label="Levels"
        size="sm"
        data={depths.map(String)}
        value={String(depth)}
        onChange={({ currentTarget: { value } }) => change({ depth: value })}
      />
      <NativeSelect
        label="Branches per step"
        size="sm"
        data={tops.map(String)}
        value={String(top)}
        onChange={({ currentTarget: { value } }) => change({ top: value })}
      />
    </section>
  )
}
