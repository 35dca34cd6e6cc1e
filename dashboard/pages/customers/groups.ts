import { askEvents, type FoundEvent } from '../../api/events.ts'
import type { Fact } from '../../charts/facts.tsx'
import { formatValue } from '../../numbers/value.ts'
import { devicePage, lotPage, orderPage } from '../../panels/destination.ts'
import type { PanelGroup } from '../../panels/panel.ts'
import { amountsOf, amountsText, isOf, textIn, worthOf } from '../../records/fields.ts'
import { factOf as fact, factsPanel, listPanel, type Told, timelinePanel } from '../../records/panels.tsx'
import { gistOf } from '../live/summary.ts'

const count = (value: number) => formatValue(value, 'count', null)

const placedOf = (events: readonly FoundEvent[]) => events.filter((event) => isOf(event, 'order', 'placed'))

/** A customer in facts, by look-ups of orders, payments, refunds and devices, each oldest first. */
export function customerFacts(
  [orders = [], payments = [], refunds = [], devices = []]: readonly (readonly FoundEvent[])[],
  { at }: Told,
): Fact[] {
  const placed = placedOf(orders)
  const captured = payments.filter((event) => isOf(event, 'payment', 'captured'))
  const completed = refunds.filter((event) => isOf(event, 'refund', 'completed'))
  return [
    fact('Orders', count(placed.length)),
    fact('Order value', amountsText(amountsOf(placed, worthOf)), 'goods, before discounts'),
    fact('Captured', amountsText(amountsOf(captured))),
    fact('Refunded', amountsText(amountsOf(completed))),
    fact('First order', at(placed[0]?.occurred_at)),
    fact('Last order', at(placed.at(-1)?.occurred_at)),
    fact('Devices', count(new Set(devices.flatMap(({ device_id }) => device_id ?? [])).size)),
  ]
}

const status = (events: readonly FoundEvent[]) => events.findLast((event) => isOf(event, 'order'))?.action ?? null

/** All about one customer: orders, devices, what they are worth, and their latest events. */
export function customerGroups(user_id: string): readonly PanelGroup[] {
  const ask = (type: string) => askEvents({ user_id, type })
  const [orders, devices] = [ask('order'), ask('device')]
  return [
    {
      title: 'Summary',
      panels: [
        factsPanel({
          ...{ id: 'customer_facts', title: 'Customer summary' },
          asks: [orders, ask('payment'), ask('refund'), devices],
          facts: customerFacts,
        }),
      ],
    },
    {
      title: 'Orders and devices',
      panels: [
        listPanel({
          ...{ id: 'customer_orders', title: 'Orders', asks: [orders], none: 'No orders.' },
          columns: [
            { id: 'order', title: 'Order', unit: 'text', page: orderPage },
            { id: 'placed', title: 'Placed', unit: 'text' },
            { id: 'status', title: 'Status', unit: 'text' },
            { id: 'value', title: 'Value', unit: 'text' },
          ],
          rows: (events, { at }) =>
            [...Map.groupBy(events, ({ order_id }) => order_id)]
              .map(([order, some]) => {
                const placed = placedOf(some)
                return [
                  ...[order, at((placed[0] ?? some[0])?.occurred_at), status(some)],
                  amountsText(amountsOf(placed, worthOf)),
                ]
              })
              .toReversed(),
        }),
        listPanel({
          ...{ id: 'customer_devices', title: 'Devices', asks: [devices], none: 'No devices.' },
          columns: [
            { id: 'device', title: 'Device', unit: 'text', page: devicePage },
            { id: 'device_type', title: 'Device type', unit: 'text' },
            { id: 'lot', title: 'Lot', unit: 'text', page: lotPage },
            { id: 'firmware', title: 'Firmware', unit: 'text' },
            { id: 'since', title: 'Since', unit: 'text' },
          ],
          rows: (events, { at }) =>
            [...Map.groupBy(events, ({ device_id }) => device_id)].map(([device, some]) => {
              const last = (field: string) =>
                some.map((event) => textIn(event, field)).findLast((it) => it !== null) ?? null
              return [
                ...[device, last('device_type')?.replaceAll('_', ' ') ?? null, last('lot'), last('firmware')],
                at(some[0]?.occurred_at),
              ]
            }),
        }),
      ],
    },
    {
      title: 'Latest events',
      panels: [timelinePanel('customer_timeline', askEvents({ user_id }, 50), (event) => gistOf(event).join(' · '))],
    },
  ]
}
