import { ActionIcon, Button } from '@mantine/core'
import { IconArrowLeft, IconChevronRight, IconFilterPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { dimensionIds, type FilterDimension, filterDimensions } from '../api/dimension-names.ts'
import { LatePopover } from '../popover/late-popover.tsx'
import styles from './add-filter.module.css'
import { ValueList } from './value-list.tsx'
import { useView } from './view.ts'

/** First the dimension, then its values. */
export function AddFilter() {
  const { filters } = useView()
  const [opened, setOpened] = useState(false)
  const [dimension, setDimension] = useState<FilterDimension | null>(null)

  const toggle = (open: boolean) => {
    setOpened(open)
    if (open) setDimension(null)
  }

  return (
    <LatePopover
      label="Add a filter"
      opened={opened}
      onChange={toggle}
      position="bottom-start"
      width={260}
      className={styles.dropdown}
      target={(props) => (
        <Button variant="default" size="sm" leftSection={<IconFilterPlus size={16} stroke={1.7} />} {...props}>
          Filter
        </Button>
      )}
    >
      {dimension === null ? (
        <ul className={styles.dimensions}>
          {dimensionIds.map((id, index) => (
            <li key={id}>
              <button
                type="button"
                className={styles.dimension}
                data-autofocus={index === 0 || undefined}
                onClick={() => setDimension(id)}
              >
                {filterDimensions[id]}
                <span className={styles.count}>{filters[id]?.length}</span>
                <IconChevronRight size={15} stroke={1.7} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <>
          <div className={styles.head}>
            <ActionIcon variant="subtle" color="gray" aria-label="Back" onClick={() => setDimension(null)}>
              <IconArrowLeft size={16} stroke={1.7} />
            </ActionIcon>
            {filterDimensions[dimension]}
          </div>
          <ValueList dimension={dimension} />
        </>
      )}
    </LatePopover>
  )
}
