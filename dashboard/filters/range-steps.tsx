import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useChangeFilters } from './change-filters.ts'
import { besideRange } from './range.ts'
import { useView } from './view.ts'

const sides = [
  { side: -1, name: 'Earlier', icon: IconChevronLeft },
  { side: 1, name: 'Later', icon: IconChevronRight },
] as const

/** To the range of the same length before or after; never beyond now. */
export function RangeSteps() {
  const { range, timezone } = useView()
  const change = useChangeFilters()
  return (
    <ActionIcon.Group>
      {sides.map(({ side, name, icon: Icon }) => (
        <ActionIcon
          key={side}
          variant="default"
          size={36}
          aria-label={`${name}, by one range`}
          disabled={side === 1 && range.open}
          onClick={() => change({ range: undefined, ...besideRange(range, timezone, side) })}
        >
          <Icon size={16} stroke={1.7} />
        </ActionIcon>
      ))}
    </ActionIcon.Group>
  )
}
