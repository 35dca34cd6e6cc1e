import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { dimensionIds, type FilterDimension, filterDimensions, valueTitle } from '../api/dimension-names.ts'
import { LatePopover } from '../popover/late-popover.tsx'
import { useChangeFilters, useLeaveOut } from './change-filters.ts'
import styles from './filter-chips.module.css'
import { useUnapplied } from './unapplied.tsx'
import { ValueList } from './value-list.tsx'
import { useView } from './view.ts'

/** The first two values by name, the rest by number. */
function valuesTitle(dimension: FilterDimension, values: readonly string[]): string {
  const named = values
    .slice(0, 2)
    .map((value) => valueTitle(value, dimension))
    .join(', ')
  return values.length > 2 ? `${named} +${values.length - 2}` : named
}

function Chip({ dimension, values }: { dimension: FilterDimension; values: readonly string[] }) {
  const change = useChangeFilters()
  const [opened, setOpened] = useState(false)
  const title = filterDimensions[dimension]
  const unused = useUnapplied().get(dimension) ?? 0
  const { without } = useView()
  const leaveOut = useLeaveOut()
  const isLeftOut = without.includes(dimension)
  return (
    <li className={styles.chip}>
      <LatePopover
        label={`Filter ${title}`}
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        width={260}
        target={(props) => (
          <button type="button" className={styles.value} {...props}>
            <span className={styles.dimension}>{title}</span> {valuesTitle(dimension, values)}
          </button>
        )}
      >
        <ValueList dimension={dimension} />
      </LatePopover>
      {unused > 0 ? (
        <button
          type="button"
          className={styles.unused}
          aria-pressed={isLeftOut}
          title={
            isLeftOut
              ? `${unused} panels on this page show their numbers without this filter`
              : `${unused} panels on this page cannot apply this filter and show no number`
          }
          onClick={() => leaveOut(isLeftOut ? without.filter((it) => it !== dimension) : [...without, dimension])}
        >
          not used by {unused} here · {isLeftOut ? 'ignored there' : 'ignore there'}
        </button>
      ) : null}
      <button
        type="button"
        className={styles.remove}
        aria-label={`Remove the filter ${title}`}
        onClick={() => change({ [dimension]: undefined })}
      >
        <IconX size={14} stroke={2} />
      </button>
    </li>
  )
}

/** What narrows the page at the moment. A chip opens its values; its cross removes it. */
export function FilterChips() {
  const { filters } = useView()
  const change = useChangeFilters()
  const active = dimensionIds.filter((id) => filters[id] !== undefined)
  if (active.length === 0) return null
  return (
    <ul className={styles.chips} aria-label="Filters">
      {active.map((id) => (
        <Chip key={id} dimension={id} values={filters[id] ?? []} />
      ))}
      {active.length > 1 ? (
        <li>
          <button
            type="button"
            className={styles.clear}
            onClick={() => change(Object.fromEntries(active.map((id) => [id, undefined])))}
          >
            Clear all
          </button>
        </li>
      ) : null}
    </ul>
  )
}
