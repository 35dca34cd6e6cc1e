import { NativeSelect } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { granularities, isGranularity } from '../time/granularity.ts'
import { useChangeFilters } from './change-filters.ts'
import { parseFilters } from './search.ts'
import { useView } from './view.ts'

/** How wide a point of the charts is. */
export function GranularityPicker({ label = false }: { label?: boolean }) {
  const { granularity } = useView()
  const chosen = parseFilters(useSearch({ strict: false })).granularity
  const change = useChangeFilters()
  const options = [
    { value: 'auto', label: `Auto · ${granularities[granularity].toLowerCase()}` },
    ...Object.entries(granularities).map(([value, title]) => ({ value, label: `By ${title.toLowerCase()}` })),
  ]
  return (
    <NativeSelect
      {...(label ? { label: 'Granularity' } : { 'aria-label': 'Granularity', w: 128 })}
      size="sm"
      data={options}
      value={chosen ?? 'auto'}
      onChange={({ currentTarget: { value } }) => change({ granularity: isGranularity(value) ? value : undefined })}
    />
  )
}
