import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { sessionQuery } from '../../api/session.ts'
import { type ConnectionState, connect } from './connection.ts'
import { createFeed, type Feed, type FeedView } from './feed.ts'
import { lastEvents } from './last-events.ts'
import type { LiveSearch } from './search.ts'

const drawEveryMs = 120

const newFeed = () => createFeed({ now: Date.now, schedule: (task) => setTimeout(task, drawEveryMs) })

export interface Live {
  readonly view: FeedView
  readonly feed: Feed
  readonly connection: ConnectionState
  /** A message that could not be read; the stream continues. */
  readonly fault: Error | null
}

/** The stream with these filters, for as long as the page is open. Other filters begin another list. */
export function useLive(filters: LiveSearch): Live {
  const key = JSON.stringify(filters)
  const [feed, setFeed] = useState(newFeed)
  const [connection, setConnection] = useState<ConnectionState>({ state: 'connecting' })
  const [fault, setFault] = useState<Error | null>(null)
  const queryClient = useQueryClient()
  const view = useSyncExternalStore(feed.subscribe, feed.view)

  useEffect(() => {
    const fresh = newFeed()
    setFeed(fresh)
    setFault(null)
    const asked = JSON.parse(key) as LiveSearch
    const closed = new AbortController()
    let seeded = false
    const seed = async () => {
      seeded = true
      try {
        fresh.seed(await lastEvents(asked, closed.signal))
      } catch (error) {
        if (!closed.signal.aborted) setFault(error instanceof Error ? error : new Error(String(error)))
      }
    }
    const close = connect(asked, {
      onEvent: fresh.push,
      onFault: setFault,
      onState: (state) => {
        setConnection(state)
        // Only then: what is stored between an earlier look and the stream's first event would be missing.
        if (state.state === 'open' && !seeded) void seed()
        // An EventSource does not tell why it was refused; the session does, and leads to the sign-in if it ended.
        if (state.state === 'refused') void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey })
      },
    })
    return () => {
      closed.abort()
      close()
    }
  }, [key, queryClient])

  return { view, feed, connection, fault }
}

/** Events in each of the last 60 seconds, counted anew every second. */
export function useSeconds(feed: Feed): number[] {
  const [seconds, setSeconds] = useState(feed.seconds)
  useEffect(() => {
    setSeconds(feed.seconds())
    const timer = setInterval(() => setSeconds(feed.seconds()), 1000)
    return () => clearInterval(timer)
  }, [feed])
  return seconds
}
