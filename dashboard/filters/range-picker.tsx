import { Button, Skeleton } from '@mantine/core'
import { IconCalendar, IconChevronDown } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { LatePopover } from '../popover/late-popover.tsx'
import { useChangeFilters } from './change-filters.ts'
import { defaultPreset, type Preset, presets } from './range.ts'
import styles from './range-picker.module.css'
import { rangeTitle } from './range-title.ts'
import { useView } from './view.ts'

const RangeCalendar = lazy(() => import('./range-calendar.tsx'))

const offered = Object.entries(presets) as [Preset, (typeof presets)[Preset]][]

/** The days that the page is about. */
export function RangePicker() {
  const { choice, range, timezone } = useView()
  const change = useChangeFilters()
  const [opened, setOpened] = useState(false)
  const chosen = 'preset' in choice ? choice.preset : undefined

  const choose = (preset: Preset) => {
    change({ range: preset === defaultPreset ? undefined : preset, from: undefined, to: undefined })
    setOpened(false)
  }
  const chooseDays = (from: string, to: string) => {
    change({ range: undefined, from, to })
    setOpened(false)
  }

  return (
    <LatePopover
      label="Date range"
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      className={styles.dropdown}
      target={(props) => (
        <Button
          variant="default"
          size="sm"
          classNames={{ section: styles.section ?? '' }}
          leftSection={<IconCalendar size={16} stroke={1.7} />}
          rightSection={<IconChevronDown size={14} stroke={1.7} />}
          {...props}
        >
          {rangeTitle(choice)}
        </Button>
      )}
    >
      <div className={styles.presets}>
        {offered.map(([preset, { title }]) => (
          <button
            key={preset}
            type="button"
            className={styles.preset}
            aria-pressed={preset === chosen}
            data-autofocus={preset === (chosen ?? defaultPreset) || undefined}
            onClick={() => choose(preset)}
          >
            {title}
          </button>
        ))}
      </div>
      <div className={styles.calendar}>
        <Suspense fallback={<Skeleton height={268} width={252} />}>
          <RangeCalendar range={range} zone={timezone} onChoose={chooseDays} />
        </Suspense>
      </div>
    </LatePopover>
  )
}
