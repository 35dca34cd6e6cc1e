import { Button, Popover } from '@mantine/core'
import { IconChevronDown, IconWorld } from '@tabler/icons-react'
import { useState } from 'react'
import { useView } from './view.ts'
import { ZoneList } from './zone-list.tsx'

/** In whose days and hours the page counts. */
export function ZonePicker() {
  const { timezone } = useView()
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={280} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconWorld size={16} stroke={1.7} />}
          rightSection={<IconChevronDown size={14} stroke={1.7} />}
          aria-label={`Time zone: ${timezone}`}
          onClick={() => setOpened(!opened)}
        >
          {timezone.replaceAll('_', ' ')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Time zone">
        <ZoneList onChosen={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
