import { askEvents, type FoundEvent } from '../../api/events.ts'
import type { Fact } from '../../charts/facts.tsx'
import { eventTitle } from '../../event-step/step.ts'
import { formatValue } from '../../numbers/value.ts'
import { customerPage, lotPage, orderPage, tracePage } from '../../panels/destination.ts'
import type { PanelGroup } from '../../panels/panel.ts'
import { isOf, numberIn, textIn } from '../../records/fields.ts'
import { factOf as fact, factsPanel, inOneOrder, listPanel, type Told, timelinePanel } from '../../records/panels.tsx'
import { gistOf } from '../live/summary.ts'
import { severityTitle, severityTone } from '../lots/severity.ts'
import { deviceReadings } from './device-readings.tsx'

const count = (value: number) => formatValue(value, 'count', null)

/** Σ valid over Σ prescribed days of wear; null where none was prescribed. */
export function adherenceOf(events: readonly FoundEvent[]): number | null {
  const days = events.filter((event) => isOf(event, 'patch', 'day_recorded'))
  const sum = (field: string) => days.reduce((all, event) => all + (numberIn(event, field) ?? 0), 0)
  return sum('prescribed_days') === 0 ? null : sum('valid_patch_days') / sum('prescribed_days')
}

const isFault = (event: FoundEvent) =>
  isOf(event, 'device', 'faulted') || isOf(event, 'patch', 'detached') || isOf(event, 'dose', 'failed', 'missed')

/** A device in its facts, by its events of several look-ups, each oldest first. */
export function deviceFacts(lookUps: readonly (readonly FoundEvent[])[], { at }: Told): Fact[] {
  const events = inOneOrder(lookUps)
  const last = (field: string) => events.map((event) => textIn(event, field)).findLast((it) => it !== null) ?? null
  const activated = events.find((event) => isOf(event, 'device', 'activated'))
  const adherence = adherenceOf(events)
  const [faults, reports] = [events.filter(isFault), events.filter((event) => isOf(event, 'adverse_event', 'reported'))]
  return [
    fact('Device type', last('device_type')?.replaceAll('_', ' ') ?? null, last('model')),
    fact('Activated', at(activated?.occurred_at)),
    fact('Last seen', at(events.at(-1)?.occurred_at)),
    fact('Firmware', last('firmware')),
    fact('Lot', last('lot')),
    fact('Adherence', formatValue(adherence, 'ratio', null)),
    { ...fact('Faults', count(faults.length)), ...(faults.length > 0 && { tone: 'warn' as const }) },
    { ...fact('Adverse events', count(reports.length)), ...(reports.length > 0 && { tone: 'bad' as const }) },
  ]
}

/** The spans in which a device ran each firmware, by what its events say, oldest first. */
export function firmwareBands(events: readonly FoundEvent[]): { firmware: string; from: string; to: string }[] {
  const bands: { firmware: string; from: string; to: string }[] = []
  for (const event of events) {
    const firmware = textIn(event, 'firmware')
    const band = bands.at(-1)
    if (firmware === null) continue
    if (band?.firmware === firmware) band.to = event.occurred_at
    else bands.push({ firmware, from: event.occurred_at, to: event.occurred_at })
  }
  return bands
}

/** All about one device, from look-ups of its events: the few that change it, its readings, its days of wear, its reports. */
export function deviceGroups(device_id: string): readonly PanelGroup[] {
  const ask = (type: string) => askEvents({ device_id, type })
  const [states, wear, doses, reports, readings] = ['device', 'patch', 'dose', 'adverse_event', 'telemetry'].map(ask)
  if (!states || !wear || !doses || !reports || !readings) return []
  return [
    {
      title: 'Summary',
      panels: [
        factsPanel({
          ...{ id: 'device_facts', title: 'Device summary', asks: [states, wear, doses, reports, readings] },
          facts: deviceFacts,
        }),
      ],
    },
    { title: 'Readings', panels: [deviceReadings(device_id)] },
    {
      title: 'Use',
      panels: [
        listPanel({
          ...{ id: 'device_firmware', title: 'Firmware', asks: [readings], none: 'No reading names a firmware.' },
          question: 'Which firmware its readings came from, and when',
          columns: [
            { id: 'firmware', title: 'Firmware', unit: 'text' },
            { id: 'from', title: 'First reading', unit: 'text' },
            { id: 'to', title: 'Last reading', unit: 'text' },
          ],
          rows: (events, { at }) => firmwareBands(events).map(({ firmware, from, to }) => [firmware, at(from), at(to)]),
        }),
        listPanel({
          ...{ id: 'device_adherence', title: 'Days of wear', asks: [wear], none: 'No day of wear was recorded.' },
          question: 'Valid patch days of those prescribed',
          columns: [
            { id: 'day', title: 'Recorded', unit: 'text' },
            { id: 'valid_patch_days', title: 'Valid', unit: 'count' },
            { id: 'prescribed_days', title: 'Prescribed', unit: 'count' },
          ],
          rows: (events, { at }) =>
            events
              .filter((event) => isOf(event, 'patch', 'day_recorded'))
              .toReversed()
              .map((event) => [
                at(event.occurred_at),
                ...[numberIn(event, 'valid_patch_days'), numberIn(event, 'prescribed_days')],
              ]),
        }),
        listPanel({
          ...{
            id: 'device_owner',
            title: 'Worn by',
            scope: 'personal:read' as const,
            asks: [states],
            none: 'No event of this device names its owner.',
          },
          columns: [
            { id: 'user', title: 'Customer', unit: 'text', page: customerPage },
            { id: 'order', title: 'Order', unit: 'text', page: orderPage },
            { id: 'lot', title: 'Lot', unit: 'text', page: lotPage },
            { id: 'since', title: 'Since', unit: 'text' },
          ],
          rows: (events, { at }) => {
            const owned = events.filter(({ user_id, order_id }) => user_id !== null || order_id !== null)
            return [
              ...Map.groupBy(owned, ({ user_id, order_id }) => JSON.stringify([user_id, order_id])).values(),
            ].flatMap(([first]) =>
              first === undefined ? [] : [[first.user_id, first.order_id, textIn(first, 'lot'), at(first.occurred_at)]],
            )
          },
        }),
      ],
    },
    {
      title: 'Safety',
      panels: [
        listPanel({
          ...{
            id: 'device_reports',
            title: 'Adverse events',
            asks: [reports],
            none: 'No adverse event names this device.',
          },
          columns: [
            { id: 'report_id', title: 'Report', unit: 'text', page: (_, row) => tracePage(String(row.at(-1))) },
            { id: 'status', title: 'Status', unit: 'text' },
            { id: 'severity', title: 'Severity', unit: 'text', tone: severityTone },
            { id: 'occurred_at', title: 'Time', unit: 'text' },
          ],
          rows: (events, { at }) =>
            events.map((event) => [
              ...[textIn(event, 'report_id'), event.action, severityTitle(textIn(event, 'severity') ?? '')],
              ...[at(event.occurred_at), event.id],
            ]),
        }),
        listPanel({
          ...{ id: 'device_faults', title: 'Faults', asks: [states, wear, doses], none: 'No faults of this device.' },
          question: 'Faults, patches that came off, and doses that failed or were missed',
          columns: [
            { id: 'event', title: 'Event', unit: 'text', page: (_, row) => tracePage(String(row.at(-1))) },
            { id: 'details', title: 'Details', unit: 'text' },
            { id: 'occurred_at', title: 'Time', unit: 'text' },
          ],
          rows: (events, { at }) =>
            events
              .filter(isFault)
              .toReversed()
              .map((event) => [eventTitle(event), gistOf(event).join(' · ') || null, at(event.occurred_at), event.id]),
        }),
        timelinePanel('device_timeline', states, (event) => gistOf(event).join(' · ') || eventTitle(event)),
      ],
    },
  ]
}
