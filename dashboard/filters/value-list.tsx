import { Button, Checkbox, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type FilterDimension, filterDimensions, valueTitle } from '../api/dimension-names.ts'
import { dimensionQuery } from '../api/dimensions.ts'
import { asProblem } from '../api/problem.ts'
import { codeFor } from '../api/value-names.ts'
import { formatValue } from '../numbers/value.ts'
import { useChangeFilters } from './change-filters.ts'
import styles from './value-list.module.css'
import { useView } from './view.ts'

/** The values of one dimension to tick, the most frequent first. Each tick narrows the page at once. */
export function ValueList({ dimension }: { dimension: FilterDimension }) {
  const { range, timezone, filters } = useView()
  const change = useChangeFilters()
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(codeFor(dimension, typed.trim()), 200)
  const { data, error, isPending, isFetching, refetch } = useQuery(dimensionQuery(dimension, range, timezone, search))

  const chosen = filters[dimension] ?? []
  const found = new Map((data ?? []).map(({ value, events }) => [value, events]))
  // What is chosen stays in sight, also where the range or the search no longer has it.
  const values = [...new Set([...chosen, ...found.keys()])]
  const title = filterDimensions[dimension]

  const toggle = (value: string, on: boolean) => {
    const next = on ? [...chosen, value] : chosen.filter((it) => it !== value)
    change({ [dimension]: next.length > 0 ? next : undefined })
  }

  return (
    <div className={styles.list}>
      <TextInput
        size="sm"
        aria-label={`Search ${title.toLowerCase()}`}
        placeholder={`Search ${title.toLowerCase()}`}
        leftSection={<IconSearch size={15} stroke={1.7} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      <fieldset className={styles.values} aria-busy={isFetching}>
        <legend className={styles.legend}>{title}</legend>
        {isPending
          ? [70, 52, 60].map((width) => <Skeleton key={width} height={16} my={8} width={`${width}%`} />)
          : null}
        {error !== null && data === undefined ? (
          <div className={styles.note} role="alert">
            <p>{asProblem(error).title}</p>
            <Button size="compact-xs" variant="default" onClick={() => void refetch()}>
              Try again
            </Button>
          </div>
        ) : null}
        {data !== undefined && values.length === 0 ? (
          <p className={styles.note}>
            {search === '' ? `No event of this range has a ${title.toLowerCase()}.` : `No results for “${search}”.`}
          </p>
        ) : null}
        {values.map((value) => (
          <Checkbox
            key={value}
            size="xs"
            className={styles.value}
            checked={chosen.includes(value)}
            onChange={(event) => toggle(value, event.currentTarget.checked)}
            label={
              <>
                <span className={styles.name}>{valueTitle(value, dimension)}</span>
                <span className={styles.events}>{formatValue(found.get(value), 'count', null)}</span>
              </>
            }
          />
        ))}
      </fieldset>
    </div>
  )
}
