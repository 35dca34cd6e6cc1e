import { Button, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { dimensionIds, type FilterDimension, filterDimensions } from './dimensions.ts'
import styles from './filter-drawer.module.css'
import { GranularityPicker } from './granularity-picker.tsx'
import { countFilters, parseFilters } from './search.ts'
import { ValueList } from './value-list.tsx'
import { useView } from './view.ts'
import { ZonePicker } from './zone-picker.tsx'

function Section({ dimension }: { dimension: FilterDimension }) {
  const { filters } = useView()
  const [open, setOpen] = useState(false)
  return (
    <details className={styles.section} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        {filterDimensions[dimension]}
        <span className={styles.chosen}>{filters[dimension]?.join(', ')}</span>
      </summary>
      {open ? <ValueList dimension={dimension} /> : null}
    </details>
  )
}

/** All filters in one place, for a screen without room for a bar. */
export function FilterDrawer() {
  const [opened, { open, close }] = useDisclosure(false)
  const count = countFilters(parseFilters(useSearch({ strict: false })))
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.7} />}
        onClick={open}
      >
        Filters{count > 0 ? ` (${count})` : ''}
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        title="Filters"
        position="bottom"
        size="82%"
        radius="lg"
        closeButtonProps={{ 'aria-label': 'Close the filters' }}
      >
        <div className={styles.pickers}>
          <GranularityPicker label />
          <ZonePicker label />
        </div>
        {dimensionIds.map((id) => (
          <Section key={id} dimension={id} />
        ))}
        <Button className={styles.done} fullWidth size="md" onClick={close}>
          Show the figures
        </Button>
      </Drawer>
    </>
  )
}
