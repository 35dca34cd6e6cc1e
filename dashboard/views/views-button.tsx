import { ActionIcon, Skeleton } from '@mantine/core'
import { IconBookmark } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { LatePopover } from '../popover/late-popover.tsx'

const SavedViews = lazy(() => import('./saved-views.tsx'))

/** The way to saved views. */
export function ViewsButton() {
  const [opened, setOpened] = useState(false)
  return (
    <LatePopover
      label="Saved views"
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={300}
      target={(props) => (
        <ActionIcon variant="default" size={36} aria-label="Saved views" {...props}>
          <IconBookmark size={16} stroke={1.7} />
        </ActionIcon>
      )}
    >
      <Suspense fallback={<Skeleton height={120} />}>
        <SavedViews onDone={() => setOpened(false)} />
      </Suspense>
    </LatePopover>
  )
}
