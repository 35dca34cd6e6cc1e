import { Popover } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useChangeFilters } from './change-filters.ts'
import { dimensionIds, type FilterDimension, filterDimensions, valueTitle } from './dimensions.ts'
import styles from './filter-chips.module.css'
import { ValueList } from './value-list.tsx'
import { useView } from './view.ts'

/** The first two values by name, the rest by number. */
function valuesTitle(values: readonly string[]): string {
  const named = values.slice(0, 2).map(valueTitle).join(', ')
  return values.length > 2 ? `${named} +${values.length - 2}` : named
}

function Chip({ dimension, values }: { dimension: FilterDimension; values: readonly string[] }) {
  const change = useChangeFilters()
  const title = filterDimensions[dimension]
  return (
    <li className={styles.chip}>
      <Popover position="bottom-start" width={260} shadow="md" trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className={styles.value}>
            <span className={styles.dimension}>{title}</span> {valuesTitle(values)}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label={`Filter ${title}`}>
          <ValueList dimension={dimension} />
        </Popover.Dropdown>
      </Popover>
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
