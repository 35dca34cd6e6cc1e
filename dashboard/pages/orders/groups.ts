import { askEvents, type FoundEvent } from '../../api/events.ts'
import type { Fact } from '../../charts/facts.tsx'
import { formatValue } from '../../numbers/value.ts'
import { customerPage, eventsPage, lotPage } from '../../panels/destination.ts'
import type { PanelGroup } from '../../panels/panel.ts'
import { amountsOf, amountsText, isOf, linesOf, numberIn, textIn, worthOf } from '../../records/fields.ts'
import { factOf as fact, factsPanel, listPanel, type Told, timelinePanel } from '../../records/panels.tsx'
import { gistOf } from '../live/summary.ts'

/** An order in its facts, by its events, oldest first. */
export function orderFacts(events: readonly FoundEvent[], { at }: Told): Fact[] {
  const placed = events.find((event) => isOf(event, 'order', 'placed'))
  const status = events.findLast((event) => isOf(event, 'order'))
  const captured = events.filter((event) => isOf(event, 'payment', 'captured'))
  const refunded = events.filter((event) => isOf(event, 'refund', 'completed'))
  const disputes = events.filter((event) => isOf(event, 'chargeback', 'opened'))
  const parcel = events.findLast((event) => isOf(event, 'shipment'))
  const returned = events.findLast((event) => isOf(event, 'return'))
  const values = placed === undefined ? new Map() : amountsOf([placed], worthOf)
  const lines = placed === undefined ? [] : linesOf(placed)
  return [
    fact('Status', status?.action ?? 'not placed', at(status?.occurred_at)),
    fact('Placed', at(placed?.occurred_at)),
    fact(
      'Value',
      amountsText(values),
      `${formatValue(lines.length, 'count', null)} ${lines.length === 1 ? 'line' : 'lines'}`,
    ),
    fact('Captured', amountsText(amountsOf(captured)), captured.length === 0 ? 'no captured payment' : null),
    fact('Refunded', amountsText(amountsOf(refunded))),
    fact('Parcel', parcel?.action.replaceAll('_', ' ') ?? null, at(parcel?.occurred_at)),
    fact('Return', returned?.action ?? null, at(returned?.occurred_at)),
    ...(disputes.length > 0 ? [{ ...fact('Chargebacks', String(disputes.length)), tone: 'bad' as const }] : []),
  ]
}

/** A promise may be a day alone. */
const promisedIn = (at: Told['at'], eta: string | null) => (eta?.includes('T') ? at(eta) : eta)

const money = (event: FoundEvent, amount: number | null) => formatValue(amount, 'money', textIn(event, 'currency'))

/** All about one order, from the one look-up of its events. */
export function orderGroups(order_id: string): readonly PanelGroup[] {
  const ask = askEvents({ order_id })
  return [
    {
      title: 'Summary',
      panels: [
        factsPanel({
          id: 'order_facts',
          title: 'Order summary',
          asks: [ask],
          facts: ([all = []], told) => orderFacts(all, told),
        }),
        listPanel({
          ...{ id: 'order_lines', title: 'Lines', asks: [ask], none: 'No event names the ordered products.' },
          columns: [
            { id: 'product_id', title: 'Product', unit: 'text' },
            { id: 'lot', title: 'Lot', unit: 'text', page: lotPage },
            { id: 'quantity', title: 'Quantity', unit: 'count' },
            { id: 'unit_price', title: 'Unit price', unit: 'text' },
            { id: 'value', title: 'Value', unit: 'text' },
          ],
          rows: (events) => {
            const placed = events.find((event) => isOf(event, 'order', 'placed'))
            return placed === undefined
              ? []
              : linesOf(placed).map(({ product_id, lot, quantity, unit_price }) => [
                  ...[product_id, lot, quantity],
                  ...[money(placed, unit_price), money(placed, quantity * unit_price)],
                ])
          },
        }),
        listPanel({
          ...{
            id: 'order_customer',
            title: 'Customer',
            scope: 'personal:read' as const,
            asks: [ask],
            none: 'No event of this order names a customer.',
          },
          columns: [
            { id: 'user', title: 'Customer', unit: 'text', page: customerPage },
            { id: 'events', title: 'Events', unit: 'count' },
          ],
          rows: (events) =>
            [...Map.groupBy(events, ({ user_id }) => user_id)].flatMap(([user, some]) =>
              user === null ? [] : [[user, some.length]],
            ),
        }),
      ],
    },
    {
      title: 'Payments and parcels',
      panels: [
        listPanel({
          ...{ id: 'order_payments', title: 'Payments, refunds and chargebacks', width: 12, asks: [ask] },
          none: 'No payment of this order.',
          columns: [
            { id: 'occurred_at', title: 'Time', unit: 'text' },
            { id: 'event', title: 'Event', unit: 'text' },
            { id: 'payment_id', title: 'Payment', unit: 'text', page: (payment_id) => eventsPage({ payment_id }) },
            { id: 'gateway', title: 'Gateway', unit: 'text' },
            { id: 'method', title: 'Method', unit: 'text' },
            { id: 'amount', title: 'Amount', unit: 'text' },
            { id: 'decline_code', title: 'Decline code', unit: 'text' },
          ],
          rows: (events, { at }) =>
            events
              .filter((event) => ['payment', 'refund', 'chargeback'].some((type) => isOf(event, type)))
              .map((event) => [
                ...[at(event.occurred_at), `${event.type} ${event.action}`.replaceAll('_', ' ')],
                ...['payment_id', 'gateway', 'method'].map((field) => textIn(event, field)),
                ...[money(event, numberIn(event, 'amount')), textIn(event, 'decline_code')],
              ]),
        }),
        listPanel({
          ...{ id: 'order_parcels', title: 'Parcels', width: 12, asks: [ask], none: 'No parcel of this order.' },
          columns: [
            { id: 'shipment_id', title: 'Parcel', unit: 'text', page: (shipment_id) => eventsPage({ shipment_id }) },
            { id: 'status', title: 'Status', unit: 'text' },
            { id: 'carrier', title: 'Carrier', unit: 'text' },
            { id: 'warehouse_id', title: 'Warehouse', unit: 'text' },
            { id: 'dispatched_at', title: 'Dispatched', unit: 'text' },
            { id: 'delivered_at', title: 'Delivered', unit: 'text' },
            { id: 'eta', title: 'Promised', unit: 'text' },
          ],
          rows: (events, { at }) =>
            [
              ...Map.groupBy(
                events.filter((event) => isOf(event, 'shipment')),
                (event) => textIn(event, 'shipment_id'),
              ),
            ].map(([shipment, some]) => {
              const last = (field: string) =>
                some.map((event) => textIn(event, field)).findLast((it) => it !== null) ?? null
              const when = (action: string) => at(some.find((event) => event.action === action)?.occurred_at)
              return [
                ...[shipment, some.at(-1)?.action.replaceAll('_', ' ') ?? null, last('carrier')],
                ...[last('warehouse_id'), when('dispatched'), when('delivered'), promisedIn(at, last('eta'))],
              ]
            }),
        }),
      ],
    },
    {
      title: 'What happened',
      panels: [timelinePanel('order_timeline', ask, (event) => gistOf(event).join(' · '))],
    },
  ]
}
