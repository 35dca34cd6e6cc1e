import type { Unit } from '../../api/catalogue.ts'
import type { Fact } from '../../charts/facts.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { shownFacts } from '../../panels/shown-facts.tsx'
import { formatMoment } from '../../time/moment.ts'
import { askLot } from './asked.ts'
import { signalOf } from './cusum.tsx'
import type { OneLot } from './one-lot.ts'
import { statusTone } from './status.ts'

const text = (value: number | null, unit: Unit = 'count') => formatValue(value, unit, null)

/** "9.8 % – 16.2 %, 95 % interval" */
const interval = (low: number | null, high: number | null, unit: Unit) =>
  low === null || high === null ? undefined : `${text(low, unit)} – ${text(high, unit)}`

/** The facts of a lot in the order in which it lived. */
export function factsOf(lot: OneLot, timezone: string): Fact[] {
  const tone = statusTone(lot.status)
  const rate = interval(lot.rate_low, lot.rate_high, 'ratio')
  const prr = interval(lot.prr_low, lot.prr_high, 'count')
  const share = lot.produced ? `${text((lot.rejected ?? 0) / lot.produced, 'ratio')} of produced` : undefined
  return [
    {
      title: 'Status',
      value: lot.status,
      ...(tone ? { tone } : {}),
      ...(lot.status_at ? { beside: `since ${formatMoment(lot.status_at, timezone)}` } : {}),
    },
    { title: 'Produced', value: text(lot.produced) },
    { title: 'Rejected', value: text(lot.rejected), ...(share ? { beside: share } : {}) },
    { title: 'On hand', value: text(lot.on_hand) },
    { title: 'Orders', value: text(lot.orders) },
    { title: 'Parcels shipped', value: text(lot.shipped) },
    { title: 'Parcels delivered', value: text(lot.delivered), beside: `${text(lot.returned)} returned` },
    { title: 'People reached', value: text(lot.users) },
    { title: 'Devices reached', value: text(lot.devices_reached), beside: `${text(lot.active_devices)} active` },
    { title: 'Readings', value: text(lot.readings), beside: `${text(lot.out_of_range)} out of range` },
    { title: 'Adherence', value: text(lot.adherence, 'ratio') },
    { title: 'Adverse events', value: text(lot.adverse_events) },
    { title: 'Per active device', value: text(lot.rate, 'ratio'), ...(rate ? { beside: `${rate} (95 %)` } : {}) },
    {
      title: 'PRR against other lots',
      value: text(lot.prr),
      ...(prr ? { beside: `${prr} (95 %)${lot.prr_of === null ? '' : `, ${lot.prr_of}`}` } : {}),
      ...(lot.signal ? { tone: 'bad' as const } : {}),
    },
    {
      title: 'Rate over time (CUSUM)',
      value: lot.cusum.by_day.length === 0 && lot.cusum.signal_on === null ? 'Not judged' : signalOf(lot.cusum),
      ...(lot.cusum.signal_on === null ? {} : { tone: 'bad' as const }),
    },
  ]
}

/** What is known of the lot, in numbers. */
export const lotFacts = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_facts',
    title: 'Lot summary',
    formula:
      'Rate: adverse events per active device, with the exact Poisson interval (95 %). PRR: the share of a kind of report ' +
      'among the reports of the lot over its share among those of its sibling lots of the same product.',
    width: 12,
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([answer], { view }) => shownFacts(factsOf(answer, view.timezone)),
  })
