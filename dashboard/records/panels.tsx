import type { Ask } from '../api/ask.ts'
import type { FoundEvent, FoundEvents } from '../api/events.ts'
import type { Scope } from '../api/generated/contract.ts'
import type { Fact } from '../charts/facts.tsx'
import { Timeline } from '../charts/timeline.tsx'
import { eventTitle } from '../event-step/step.ts'
import { noValue } from '../numbers/value.ts'
import { tracePage } from '../panels/destination.ts'
import { PageLink } from '../panels/page-link.tsx'
import { definePanel, type Panel } from '../panels/panel.ts'
import { shownFacts } from '../panels/shown-facts.tsx'
import type { Cell, Column } from '../panels/table.ts'
import { formatFullMoment } from '../time/moment.ts'

const oldestFirst = (events: readonly FoundEvent[]) => events.toReversed()

/** What an event is shown with. */
export interface Told {
  readonly zone: string
  readonly at: (moment: string | null | undefined) => string | null
}

const toldIn = (zone: string): Told => ({
  zone,
  at: (moment) => (moment == null ? null : formatFullMoment(moment, zone)),
})

/** A fact that may not be known. */
export const factOf = (title: string, value: string | null, beside: string | null = null): Fact => ({
  ...{ title, value: value ?? noValue },
  ...(beside !== null && { beside }),
})

interface FactsOf {
  readonly id: string
  readonly title: string
  readonly asks: readonly Ask[]
  /** Events of each look-up, oldest first. */
  readonly facts: (events: readonly (readonly FoundEvent[])[], told: Told) => Fact[]
}

/** What is known of a record, each under its name. */
export const factsPanel = ({ id, title, asks, facts }: FactsOf): Panel =>
  definePanel<FoundEvents>({
    ...{ id, title, width: 12 },
    ask: () => asks,
    show: (answers, { view }) =>
      shownFacts(
        facts(
          answers.map(({ events }) => oldestFirst(events)),
          toldIn(view.timezone),
        ),
      ),
  })

interface ListOf {
  readonly id: string
  readonly title: string
  readonly question?: string
  readonly width?: Panel['width']
  /** Of several look-ups the events are put in one order. */
  readonly asks: readonly Ask[]
  readonly scope?: Scope
  readonly columns: readonly Column[]
  /** A row for each thing, of events oldest first. */
  readonly rows: (events: readonly FoundEvent[], told: Told) => readonly (readonly Cell[])[]
  /** What is said where there is none. */
  readonly none: string
}

const byTime = (a: FoundEvent, b: FoundEvent) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at)

/** Events of several look-ups, each oldest first, as one list, oldest first. */
export const inOneOrder = (lookUps: readonly (readonly FoundEvent[])[]): FoundEvent[] => lookUps.flat().toSorted(byTime)

/** Things that the events of a record name, as a table. */
export const listPanel = ({ asks, columns, rows, none, width = 6, ...declared }: ListOf): Panel =>
  definePanel<FoundEvents>({
    ...{ ...declared, width },
    ask: () => asks,
    show: (answers, { view }) => {
      const events = inOneOrder(answers.map((answer) => oldestFirst(answer.events)))
      const all = rows(events, toldIn(view.timezone))
      if (all.length === 0) return { table: null, reason: none }
      const isCut = answers.some(({ next_cursor }) => next_cursor !== null)
      return {
        table: { columns, rows: all, currency: null },
        ...(isCut && { note: `From the newest ${events.length} events.` }),
      }
    },
  })

/** What happened to a record, oldest first, each event with the way to its trace. */
export const timelinePanel = (id: string, ask: Ask, detailOf: (event: FoundEvent) => string): Panel =>
  definePanel<FoundEvents>({
    ...{ id, title: 'Timeline', width: 12 },
    ask: () => [ask],
    show: ([{ events, next_cursor }], { view }) => {
      if (events.length === 0) return { table: null, reason: 'No events.' }
      const all = oldestFirst(events)
      return {
        table: {
          columns: [
            { id: 'occurred_at', title: 'Time', unit: 'text' },
            { id: 'event', title: 'Event', unit: 'text', page: (_, row) => tracePage(String(row.at(-1))) },
            { id: 'detail', title: 'Details', unit: 'text' },
          ],
          rows: all.map((event) => [
            formatFullMoment(event.occurred_at, view.timezone),
            ...[eventTitle(event), detailOf(event), event.id],
          ]),
          currency: null,
        },
        chart: (
          <Timeline
            title="Timeline"
            happenings={all.map((event) => ({
              key: event.id,
              when: formatFullMoment(event.occurred_at, view.timezone),
              what: eventTitle(event),
              detail: (
                <>
                  {detailOf(event)} <PageLink destination={tracePage(event.id)}>Trace</PageLink>
                </>
              ),
            }))}
          />
        ),
        ...(next_cursor !== null && { note: `The newest ${events.length} events.` }),
      }
    },
  })
