import { NativeSelect } from '@mantine/core'
import { useChangeFilters } from './change-filters.ts'
import { comparisons, isComparison } from './comparison.ts'
import { useView } from './view.ts'

const options = Object.entries(comparisons).map(([value, title]) => ({
  value,
  label: value === 'none' ? title : `vs ${title.toLowerCase()}`,
}))

/** What the figures are compared with. */
export function ComparisonPicker({ label = false }: { label?: boolean }) {
  const { comparison } = useView()
  const change = useChangeFilters()
  return (
    <NativeSelect
      {...(label ? { label: 'Compare with' } : { 'aria-label': 'Compare with', w: 176 })}
      size="sm"
      data={options}
      value={comparison}
      onChange={({ currentTarget: { value } }) =>
        change({ compare: isComparison(value) && value !== 'previous_period' ? value : undefined })
      }
    />
  )
}
