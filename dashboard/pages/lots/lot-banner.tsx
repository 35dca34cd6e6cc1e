import { IconAlertTriangle } from '@tabler/icons-react'
import { Message } from '../../feedback/message.tsx'
import { formatValue } from '../../numbers/value.ts'
import { formatMoment } from '../../time/moment.ts'
import type { OneLot } from './one-lot.ts'

const headings = { recalled: 'Recalled', quarantined: 'In quarantine' } as const

const count = (value: number | null, one: string, many: string) =>
  `${formatValue(value, 'count', null)} ${value === 1 ? one : many}`

/** Above the page of a lot that must not be used: since when, and whom and what it reached over its whole life. */
export function LotBanner({ lot, timezone }: { lot: OneLot; timezone: string }) {
  if (lot.status !== 'recalled' && lot.status !== 'quarantined') return null
  const since = lot.status_at === null ? '' : ` since ${formatMoment(lot.status_at, timezone)}`
  const reached = [
    count(lot.users, 'person', 'people'),
    count(lot.devices_reached, 'device', 'devices'),
    count(lot.adverse_events, 'adverse event', 'adverse events'),
    `${count(lot.returned, 'order', 'orders')} returned`,
    `${count(lot.on_hand, 'unit', 'units')} on hand`,
  ]
  return (
    <Message icon={<IconAlertTriangle size={20} stroke={1.7} />} title={`${headings[lot.status]}${since}`} urgent>
      It reached {reached.join(', ')}.
    </Message>
  )
}
