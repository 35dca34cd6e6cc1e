import { SegmentedControl } from '@mantine/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { cuts, defaultCut, isCut, parseTherapySearch } from './search.ts'

/** What orders are held apart by. */
export function CutPicker() {
  const { by = defaultCut } = parseTherapySearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  return (
    <SegmentedControl
      size="sm"
      aria-label="Break down by"
      data={Object.entries(cuts).map(([value, label]) => ({ value, label }))}
      value={by}
      onChange={(value) =>
        void navigate({
          to: '.',
          search: (all) => ({ ...all, by: isCut(value) && value !== defaultCut ? value : undefined }) as never,
          resetScroll: false,
        })
      }
    />
  )
}
