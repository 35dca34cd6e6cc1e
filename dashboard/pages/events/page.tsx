import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { IconZoomQuestion } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { Failure } from '../../feedback/failure.tsx'
import { Message } from '../../feedback/message.tsx'
import { RangePicker } from '../../filters/range-picker.tsx'
import { RangeSteps } from '../../filters/range-steps.tsx'
import { useView } from '../../filters/view.ts'
import { ZonePicker } from '../../filters/zone-picker.tsx'
import { PageLayout } from '../../shell/page-layout.tsx'
import { ViewsButton } from '../../views/views-button.tsx'
import { streamFilterIds } from '../live/search.ts'
import { StreamFilters } from '../live/stream-filters.tsx'
import { ColumnPicker } from './column-picker.tsx'
import { type AskedEvents, eventsAddress, eventsQuery } from './events-query.ts'
import { FoundEvents } from './found.tsx'
import styles from './page.module.css'
import { type EventsSearch, filtersOf, parseEventsSearch, usualColumns } from './search.ts'

type Patch = { [Key in keyof EventsSearch]?: EventsSearch[Key] | undefined }

/** Every event that the service holds, by type, id and time. */
export function Page() {
  const address = useSearch({ from: '/signed-in/events' })
  const search = useMemo(() => parseEventsSearch(address as Record<string, unknown>), [address])
  const { range, timezone } = useView()
  const navigate = useNavigate({ from: '/events' })
  const change = useCallback(
    (patch: Patch) => void navigate({ search: (old) => ({ ...old, ...patch }) as never, resetScroll: false }),
    [navigate],
  )
  const filters = filtersOf(search)
  const asked: AskedEvents = {
    ...filters,
    ...(search.span === 'range' && {
      from: new Date(range.startMs).toISOString(),
      to: new Date(range.endMs).toISOString(),
    }),
  }
  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    eventsQuery(asked),
  )
  const events = useMemo(() => data?.pages.flatMap((page) => page.events), [data])
  const columns = search.column ?? usualColumns
  return (
    <PageLayout title="Events">
      <div className={styles.bar}>
        <StreamFilters filters={filters} onChange={change} label="Filters of the events" apply="Find" />
        <SegmentedControl
          size="sm"
          aria-label="Period of the events"
          data={[
            { value: 'always', label: 'All time' },
            { value: 'range', label: 'Selected range' },
          ]}
          value={search.span ?? 'always'}
          onChange={(value) => change({ span: value === 'range' ? 'range' : undefined })}
        />
        {search.span === 'range' ? (
          <>
            <RangePicker />
            <RangeSteps />
          </>
        ) : null}
        <div className={styles.tools}>
          <ColumnPicker columns={columns} onChange={(chosen) => change({ column: chosen })} />
          <ZonePicker />
          <ViewsButton />
        </div>
      </div>
      {error !== null ? <Failure error={error} onRetry={() => void refetch()} retrying={isFetching} /> : null}
      {events === undefined && error === null ? <Skeleton className={styles.waiting} /> : null}
      {events?.length === 0 ? (
        <NoEvents
          isNarrowed={Object.keys(asked).length > 0}
          onAll={() => change(Object.fromEntries([...streamFilterIds, 'span'].map((id) => [id, undefined])))}
        />
      ) : null}
      {events !== undefined && events.length > 0 ? (
        <FoundEvents
          events={events}
          onMore={hasNextPage ? () => void fetchNextPage() : undefined}
          isLoadingMore={isFetchingNextPage}
          columns={columns}
          form={search.show ?? 'table'}
          onForm={(form) => change({ show: form === 'timeline' ? form : undefined })}
          timezone={timezone}
          address={eventsAddress(asked)}
        />
      ) : null}
    </PageLayout>
  )
}

function NoEvents({ isNarrowed, onAll }: { isNarrowed: boolean; onAll: () => void }) {
  return (
    <Message
      icon={<IconZoomQuestion size={20} stroke={1.7} />}
      title={isNarrowed ? 'No events match these filters' : 'No event has arrived yet'}
      actions={
        isNarrowed ? (
          <Button size="xs" variant="default" onClick={onAll}>
            Show all events
          </Button>
        ) : null
      }
    >
      {isNarrowed
        ? 'An id has to be complete here. Search finds parts of ids, too.'
        : 'Events are listed as soon as they are stored.'}
    </Message>
  )
}
