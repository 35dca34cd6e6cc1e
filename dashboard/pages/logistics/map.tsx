import { lazy } from 'react'
import type { Ask } from '../../api/ask.ts'
import type { FilterDimension } from '../../api/dimension-names.ts'
import type { QueryAnswer } from '../../api/query.ts'
import { valueName } from '../../api/value-names.ts'
import type { MapMeasure } from '../../charts/country-map.tsx'
import { loadCountryMap } from '../../charts/load-country-map.ts'
import { asked } from '../../filters/asked.ts'
import type { View } from '../../filters/view.ts'
import { formatShort } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { countryFigures } from './country-figures.ts'

const CountryMap = lazy(loadCountryMap)

const deliveries = ['on_time_delivery_rate', 'average_delivery_hours', 'rto_rate', 'shipments_delivered'] as const
const ofOrders = ['return_rate'] as const

/** What the map can be coloured by, in the order of the switch. */
const shown = [
  { id: 'on_time_delivery_rate', title: 'On time', tone: 'accent' },
  { id: 'average_delivery_hours', title: 'Hours', tone: 'bad' },
  { id: 'rto_rate', title: 'RTO', tone: 'bad' },
  { id: 'return_rate', title: 'Returns', tone: 'bad' },
] as const

/** Orders that came back know no parcel: then the map goes without them. */
const ofParcels: readonly FilterDimension[] = ['warehouse_id', 'carrier', 'lot']
const knowsReturns = ({ filters }: View) => ofParcels.every((dimension) => filters[dimension] === undefined)

/** Where parcels come in time, and from where orders come back. */
export const deliveryMap = definePanel<QueryAnswer>({
  id: 'delivery_map',
  title: 'Deliveries and returns by country',
  question: 'On-time delivery, transit time and returns by country; regions are in the table.',
  metrics: deliveries,
  width: 8,
  ask: (view) => {
    const query = (metrics: readonly string[]): Ask => ({
      method: 'POST',
      path: '/analytics/query',
      body: { ...asked(view), metrics, dimensions: ['country'], granularity: 'total', limit: 300 },
    })
    return knowsReturns(view) ? [query(deliveries), query(ofOrders)] : [query(deliveries)]
  },
  show: ([answer, orders], { measures, pick, view }) => {
    const figures = countryFigures([
      { rows: answer.rows, metrics: deliveries },
      ...(orders ? [{ rows: orders.rows, metrics: ofOrders }] : []),
    ])
    const unitOf = (id: string) => measures.get(id)?.unit ?? 'ratio'
    const textOf = (id: string, value: number | null | undefined) => formatShort(value, unitOf(id), null)
    const drawn = shown.flatMap(({ id, title, tone }): MapMeasure[] => {
      const countries = figures.flatMap(({ country, values }) => {
        const value = values[id] ?? null
        const text = `${valueName('country', country)}: ${textOf(id, value)}`
        return value === null ? [] : [{ country, value, text }]
      })
      if (countries.length === 0) return []
      const all = countries.map(({ value }) => value)
      const limits = { low: textOf(id, Math.min(...all)), high: textOf(id, Math.max(...all)) }
      return [{ id, title, tone, countries, ...limits }]
    })
    const [first, ...others] = drawn
    if (first === undefined) return { table: null }
    const onPick = pick('country')
    const columns = [...deliveries, ...(orders ? ofOrders : [])]
    return {
      table: {
        columns: [
          { id: 'country', title: 'Country', unit: 'text' },
          ...columns.map((id) => ({ id, title: measures.get(id)?.title ?? id, unit: unitOf(id) })),
        ],
        // A country that only the other answer contains has no deliveries, and no rate of them.
        rows: figures.map(({ country, values }) => [
          country,
          ...columns.map((id) => values[id] ?? (unitOf(id) === 'count' ? 0 : null)),
        ]),
        currency: null,
      },
      ...(knowsReturns(view)
        ? {}
        : { note: 'Returns are not available by warehouse, carrier or lot, and are left out.' }),
      chart: (
        <CountryMap
          title="Deliveries and returns by country"
          measures={[first, ...others]}
          {...(onPick ? { onPick } : {})}
        />
      ),
    }
  },
})
