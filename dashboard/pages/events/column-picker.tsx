import { Button, Checkbox, Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import styles from './page.module.css'
import { type EventColumn, eventColumnIds, eventColumns } from './search.ts'

interface ColumnPickerProps {
  columns: readonly EventColumn[]
  onChange: (columns: readonly EventColumn[]) => void
}

/** Which columns the list has. One stays. */
export function ColumnPicker({ columns, onChange }: ColumnPickerProps) {
  return (
    <Popover position="bottom-end" width={220} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<IconColumns3 size={16} stroke={1.7} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <div className={styles.columns}>
          {eventColumnIds.map((id) => (
            <Checkbox
              key={id}
              size="sm"
              label={eventColumns[id]}
              checked={columns.includes(id)}
              disabled={columns.length === 1 && columns[0] === id}
              onChange={({ currentTarget: { checked } }) =>
                onChange(eventColumnIds.filter((it) => (it === id ? checked : columns.includes(it))))
              }
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
