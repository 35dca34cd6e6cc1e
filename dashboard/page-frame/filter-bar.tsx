import { AddFilter } from '../filters/add-filter.tsx'
import { ComparisonPicker } from '../filters/comparison-picker.tsx'
import { FilterChips } from '../filters/filter-chips.tsx'
import { FilterDrawer } from '../filters/filter-drawer.tsx'
import { GranularityPicker } from '../filters/granularity-picker.tsx'
import { RangePicker } from '../filters/range-picker.tsx'
import { RangeSteps } from '../filters/range-steps.tsx'
import { ZonePicker } from '../filters/zone-picker.tsx'
import { ViewsButton } from '../views/views-button.tsx'
import styles from './filter-bar.module.css'

interface FilterBarProps {
  /** Whether a choice of the granularity, or of the comparison, has an effect on the page. */
  granularity?: boolean
  comparison?: boolean
}

/** The filters of every page with figures. The address holds them; this only shows and changes it. */
export function FilterBar({ granularity = true, comparison = true }: FilterBarProps) {
  return (
    <section className={styles.bar} aria-label="Filters of this page">
      <RangePicker />
      <RangeSteps />
      {granularity ? (
        <div className={styles.wide}>
          <GranularityPicker />
        </div>
      ) : null}
      {comparison ? (
        <div className={styles.wide}>
          <ComparisonPicker />
        </div>
      ) : null}
      <div className={styles.wide}>
        <AddFilter />
      </div>
      <div className={styles.narrow}>
        <FilterDrawer granularity={granularity} comparison={comparison} />
      </div>
      <FilterChips />
      <div className={styles.zone}>
        <div className={styles.wide}>
          <ZonePicker />
        </div>
        <ViewsButton />
      </div>
    </section>
  )
}
