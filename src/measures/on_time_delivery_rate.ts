import { context, count, defineMeasure, divide } from './define.ts'

/** An eta that is only a date ends with that day in the time zone of whoever asks. */
const withinDay = 'toDate32(occurred_at, {timezone:String}) <= toDate32OrNull(eta)'
const byMoment = "occurred_at <= parseDateTime64BestEffortOrNull(eta, 6, 'UTC')"

export default defineMeasure({
  id: 'on_time_delivery_rate',
  title: 'Delivered on time',
  question: 'How many of the parcels that were promised for a time arrived by then?',
  numerator: 'deliveries no later than their eta',
  denominator: 'deliveries that have an eta',
  sums: {
    on_time: count({ type: 'shipment', action: 'delivered', where: `if(length(eta) = 10, ${withinDay}, ${byMoment})` }),
    promised: count({ type: 'shipment', action: 'delivered', where: "eta != ''" }),
  },
  unit: 'ratio',
  dimensions: [...context, 'warehouse_id', 'carrier'],
  compute: ({ on_time, promised }) => divide(on_time, promised),
})
