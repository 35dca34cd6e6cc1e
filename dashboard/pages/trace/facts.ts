import type { Trace } from '../../api/trace.ts'
import type { Fact } from '../../charts/facts.tsx'
import { formatValue, noValue } from '../../numbers/value.ts'
import { formatMoment } from '../../time/moment.ts'

const known = (it: string | null | undefined) => it ?? noValue

const textOf = (data: Trace['event']['data'], field: string) => {
  const value = data[field]
  return typeof value === 'string' ? value : undefined
}

/** What is known around an event; what is not known says so, for a gap in the chain is what a recall looks for. */
export function traceFacts({ event, lot, device, order, shipment }: Trace, zone: string): Fact[] {
  const at = (moment: string | null | undefined) => (moment == null ? undefined : formatMoment(moment, zone))
  const fact = (title: string, value: string, beside: string | undefined): Fact => ({
    title,
    value,
    ...(beside === undefined ? {} : { beside }),
  })
  const delivered = at(shipment?.delivered_at)
  const activated = at(device?.activated_at)
  const worth = order?.value === null ? undefined : formatValue(order?.value, 'money', order?.currency ?? null)
  const severity = textOf(event.data, 'severity')
  return [
    ...(severity === undefined ? [] : [fact('Severity', severity.replaceAll('_', ' '), textOf(event.data, 'term'))]),
    fact('Occurred', formatMoment(event.occurred_at, zone), undefined),
    fact('Lot', known(lot), undefined),
    fact('Device', known(device?.device_id), activated === undefined ? undefined : `activated ${activated}`),
    fact('Firmware', known(device?.firmware), undefined),
    fact('Order', known(order?.order_id), worth),
    fact('Placed', at(order?.placed_at) ?? noValue, order?.user_id ?? undefined),
    fact('Parcel', known(shipment?.shipment_id), delivered === undefined ? undefined : `delivered ${delivered}`),
    fact('Carrier', known(shipment?.carrier), shipment?.warehouse_id ?? undefined),
  ]
}
