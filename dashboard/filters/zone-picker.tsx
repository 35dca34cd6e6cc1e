import { Button } from '@mantine/core'
import { IconChevronDown, IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import { LatePopover } from '../popover/late-popover.tsx'
import { useView } from './view.ts'
import { ZoneList } from './zone-list.tsx'

/** In whose days and hours the page counts. */
export function ZonePicker() {
  const { timezone } = useView()
  const [opened, setOpened] = useState(false)
  return (
    <LatePopover
      label="Time zone"
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={280}
      target={(props) => (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconWorld size={16} stroke={1.7} />}
          rightSection={<IconChevronDown size={14} stroke={1.7} />}
          aria-label={`Time zone: ${timezone}`}
          {...props}
        >
          {timezone.replaceAll('_', ' ')}
        </Button>
      )}
    >
      <ZoneList onChosen={() => setOpened(false)} />
    </LatePopover>
  )
}
