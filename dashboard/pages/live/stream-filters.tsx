import { Button, Popover, Select, TextInput } from '@mantine/core'
import { IconFingerprint, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { catalogueQuery } from '../../api/catalogue.ts'
import { type LiveSearch, type StreamFilter, streamFilterIds, streamFilters } from './search.ts'
import styles from './stream-filters.module.css'

export type LivePatch = { [Key in StreamFilter]?: string | undefined }

interface StreamFiltersProps {
  filters: LiveSearch
  onChange: (patch: LivePatch) => void
  label?: string
  /** On the button that takes the ids. */
  apply?: string
}

const idFilters = streamFilterIds.filter((id) => id !== 'type' && id !== 'action')

function IdFilters({ filters, onChange, apply }: StreamFiltersProps & { apply: string }) {
  const [opened, setOpened] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const typedIn = (id: StreamFilter) => {
      const value = typed.get(id)
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
    }
    onChange(Object.fromEntries(idFilters.map((id) => [id, typedIn(id)])))
    setOpened(false)
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" width={280} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconFingerprint size={16} stroke={1.7} />}
          onClick={() => setOpened(!opened)}
        >
          By id
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Find by ID">
        <form className={styles.ids} onSubmit={submit}>
          {idFilters.map((id, index) => (
            <TextInput
              key={id}
              name={id}
              size="sm"
              label={streamFilters[id]}
              defaultValue={filters[id] ?? ''}
              maxLength={128}
              autoComplete="off"
              data-autofocus={index === 0 || undefined}
            />
          ))}
          <Button type="submit" size="sm">
            {apply}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

/** What the stream, or a list of events, is narrowed to, by the service itself: nothing else is sent. */
export function StreamFilters({
  filters,
  onChange,
  label = 'Filters of the stream',
  apply = 'Follow',
}: StreamFiltersProps) {
  const { data: catalogue } = useQuery(catalogueQuery)
  const events = catalogue?.events ?? []
  const chosen = events.find(({ type }) => type === filters.type)
  const actions = (chosen ? [chosen] : events).flatMap((event) => event.actions)
  const withChosen = (list: readonly string[], value: string | undefined) => [
    ...new Set([...list, ...(value === undefined ? [] : [value])]),
  ]
  return (
    <section className={styles.filters} aria-label={label}>
      <Select
        aria-label="Type"
        placeholder="Every type"
        size="sm"
        w={168}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Every type' }}
        data={withChosen(events.map(({ type }) => type).sort(), filters.type)}
        value={filters.type ?? null}
        onChange={(type) => onChange({ type: type ?? undefined, action: undefined })}
      />
      <Select
        aria-label="Action"
        placeholder="Every action"
        size="sm"
        w={168}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Every action' }}
        data={withChosen([...actions].sort(), filters.action)}
        value={filters.action ?? null}
        onChange={(action) => onChange({ action: action ?? undefined })}
      />
      <IdFilters key={JSON.stringify(filters)} filters={filters} onChange={onChange} apply={apply} />
      {idFilters
        .filter((id) => filters[id] !== undefined)
        .map((id) => (
          <span key={id} className={styles.chip}>
            <span className={styles.name}>{streamFilters[id]}</span> {filters[id]}
            <button
              type="button"
              className={styles.remove}
              aria-label={`Remove the filter ${streamFilters[id]}`}
              onClick={() => onChange({ [id]: undefined })}
            >
              <IconX size={14} stroke={2} />
            </button>
          </span>
        ))}
    </section>
  )
}
