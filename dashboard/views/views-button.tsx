import { ActionIcon, Popover, Skeleton } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'

const SavedViews = lazy(() => import('./saved-views.tsx'))

/** The way to saved views. */
export function ViewsButton() {
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={300} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label="Saved views" onClick={() => setOpened(!opened)}>
          <IconBookmark size={16} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Saved views">
        <Suspense fallback={<Skeleton height={120} />}>
          <SavedViews onDone={() => setOpened(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  )
}
