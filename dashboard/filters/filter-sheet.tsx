import { Button, Drawer } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { dimensionIds, filterDimensions, valueTitle } from '../api/dimension-names.ts'
import { ComparisonPicker } from './comparison-picker.tsx'
import styles from './filter-sheet.module.css'
import { GranularityPicker } from './granularity-picker.tsx'
import { ValueList } from './value-list.tsx'
import { useView } from './view.ts'
import { ZoneList } from './zone-list.tsx'

interface SectionProps {
  title: string
  chosen: string | undefined
  children: ReactNode
}

/** One filter, closed until it is wanted; only then its values are asked for. */
function Section({ title, chosen, children }: SectionProps) {
  const [open, setOpen] = useState(false)
  return (
    <details className={styles.section} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        {title}
        <span className={styles.chosen}>{chosen}</span>
      </summary>
      {open ? children : null}
    </details>
  )
}

interface FilterSheetProps {
  opened: boolean
  onClose: () => void
  granularity: boolean
  comparison: boolean
}

export default function FilterSheet({ opened, onClose, granularity, comparison }: FilterSheetProps) {
  const { filters, timezone } = useView()
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title="Filters"
      position="bottom"
      size="84%"
      radius="lg"
      closeButtonProps={{ 'aria-label': 'Close the filters' }}
    >
      {dimensionIds.map((id) => (
        <Section
          key={id}
          title={filterDimensions[id]}
          chosen={filters[id]?.map((value) => valueTitle(value, id)).join(', ')}
        >
          <ValueList dimension={id} />
        </Section>
      ))}
      <Section title="Time zone" chosen={timezone}>
        <ZoneList />
      </Section>
      <div className={styles.granularity}>
        {granularity ? <GranularityPicker label /> : null}
        {comparison ? <ComparisonPicker label /> : null}
      </div>
      <Button className={styles.done} fullWidth size="md" onClick={onClose}>
        Show the figures
      </Button>
    </Drawer>
  )
}
