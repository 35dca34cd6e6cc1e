import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { catalogueQuery } from '../api/catalogue.ts'
import { eventTitle, type Step } from './step.ts'

interface EventSelectProps {
  label: string
  value: Pick<Step, 'type' | 'action'> | undefined
  placeholder?: string
  /** Only where none is a choice. */
  onClear?: () => void
  onChange: (event: Pick<Step, 'type' | 'action'>) => void
}

const name = ({ type, action }: Pick<Step, 'type' | 'action'>) => `${type}.${action}`

/** One kind of event out of all that the service knows. */
export function EventSelect({ label, value, placeholder = 'Choose an event', onClear, onChange }: EventSelectProps) {
  const { data: catalogue } = useQuery(catalogueQuery)
  const groups = (catalogue?.events ?? []).map(({ type, actions }) => ({
    group: type.replaceAll('_', ' '),
    items: actions.map((action) => ({ value: `${type}.${action}`, label: eventTitle({ type, action }) })),
  }))
  // Until the catalogue is there, what is chosen can be read all the same.
  const known = value === undefined ? [] : [{ value: name(value), label: eventTitle(value) }]
  return (
    <Select
      aria-label={label}
      size="sm"
      searchable
      allowDeselect={false}
      placeholder={placeholder}
      nothingFoundMessage="No matching event"
      data={groups.length > 0 ? groups : known}
      value={value === undefined ? null : name(value)}
      {...(onClear ? { clearable: true, clearButtonProps: { 'aria-label': `Clear ${label.toLowerCase()}` } } : {})}
      onChange={(chosen) => {
        if (chosen === null) return onClear?.()
        const [type = '', action = ''] = chosen.split('.')
        return onChange({ type, action })
      }}
    />
  )
}
