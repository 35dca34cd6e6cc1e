import { count, defineMeasure, divide, personContext, tenantZone } from './define.ts'

/** An eta that is only a date ends with that day where the tenant is: the rate is the same for every reader. */
const withinDay = `toDate32(occurred_at, ${tenantZone}) <= toDate32OrNull(eta)`
const byMoment = "occurred_at <= parseDateTime64BestEffortOrNull(upper(eta), 6, 'UTC')"

export default defineMeasure({
  id: 'on_time_delivery_rate',
  title: 'On-time delivery rate',
  question: 'How many of the parcels that were promised for a time arrived by then?',
  numerator: "deliveries no later than their eta; one that is only a date ends with that day in the tenant's time zone",
  denominator: 'deliveries that have an eta',
  sums: {
    on_time: count({ type: 'shipment', action: 'delivered', where: `if(length(eta) = 10, ${withinDay}, ${byMoment})` }),
    promised: count({ type: 'shipment', action: 'delivered', where: "eta != ''" }),
  },
  unit: 'ratio',
  isShare: true,
  dimensions: [...personContext, 'warehouse_id', 'carrier'],
  compute: ({ on_time, promised }) => divide(on_time, promised),
  observations: ({ promised }) => promised,
})
