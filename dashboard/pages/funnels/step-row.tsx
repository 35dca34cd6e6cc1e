import { ActionIcon } from '@mantine/core'
import { IconArrowUp, IconTrash, IconX } from '@tabler/icons-react'
import { filterDimensions, valueTitle } from '../../api/dimension-names.ts'
import { EventSelect } from '../../event-step/event-select.tsx'
import type { Step } from '../../event-step/step.ts'
import styles from './funnel-editor.module.css'
import { StepFilter } from './step-filter.tsx'

interface StepRowProps {
  /** From 1. */
  number: number
  step: Step
  onChange: (step: Step) => void
  onRemove?: () => void
  onUp?: () => void
}

const icon = { size: 15, stroke: 1.7 } as const

/** One step of the funnel: its event and what narrows it. */
export function StepRow({ number, step, onChange, onRemove, onUp }: StepRowProps) {
  const title = `step ${number}`
  const filters = Object.entries(step.filters) as [keyof typeof filterDimensions, readonly string[]][]
  const withValues = (dimension: keyof typeof filterDimensions, values: readonly string[]) => {
    const { [dimension]: _gone, ...others } = step.filters
    onChange({ ...step, filters: values.length === 0 ? others : { ...others, [dimension]: values } })
  }
  return (
    <li className={styles.step}>
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      <div className={styles.event}>
        <EventSelect label={`Event of ${title}`} value={step} onChange={(event) => onChange({ ...step, ...event })} />
      </div>
      <ul className={styles.chips} aria-label={`What narrows ${title}`}>
        {filters.flatMap(([dimension, values]) =>
          values.map((value) => (
            <li key={`${dimension} ${value}`} className={styles.chip}>
              <span className={styles.dimension}>{filterDimensions[dimension]}</span> {valueTitle(value, dimension)}
              <button
                type="button"
                className={styles.remove}
                aria-label={`Remove ${filterDimensions[dimension]} ${valueTitle(value, dimension)} from ${title}`}
                onClick={() =>
                  withValues(
                    dimension,
                    values.filter((it) => it !== value),
                  )
                }
              >
                <IconX size={13} stroke={2} />
              </button>
            </li>
          )),
        )}
      </ul>
      <div className={styles.tools}>
        <StepFilter
          step={title}
          onAdd={(dimension, value) => withValues(dimension, [...new Set([...(step.filters[dimension] ?? []), value])])}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label={`Move ${title} up`}
          disabled={onUp === undefined}
          onClick={onUp}
        >
          <IconArrowUp {...icon} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label={`Remove ${title}`}
          disabled={onRemove === undefined}
          onClick={onRemove}
        >
          <IconTrash {...icon} />
        </ActionIcon>
      </div>
    </li>
  )
}
