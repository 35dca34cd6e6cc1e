import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { parsePageSearch } from '../../panels/page-search.ts'

/** Whether lots are shown over their whole life or in the range of the page; in the address. */
export function SpanPicker() {
  const { span = 'life' } = parsePageSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  return (
    <SegmentedControl
      size="xs"
      aria-label="Period of the lots"
      data={[
        { value: 'life', label: 'Whole life' },
        { value: 'range', label: 'Selected range' },
      ]}
      value={span}
      onChange={(value) => {
        const chosen = value === 'range' ? 'range' : undefined
        void navigate({ to: '.', search: (search) => ({ ...search, span: chosen }) as never, resetScroll: false })
      }}
    />
  )
}
