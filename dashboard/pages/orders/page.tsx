import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { askEvents } from '../../api/events.ts'
import { RecordPage } from '../../page-frame/record-page.tsx'
import { orderGroups } from './groups.ts'

/** All about one order: what was ordered, paid and sent, and what came back. */
export function Page() {
  const { orderId } = useParams({ from: '/signed-in/orders/$orderId' })
  const groups = useMemo(() => orderGroups(orderId), [orderId])
  const ask = useMemo(() => askEvents({ order_id: orderId }), [orderId])
  return <RecordPage kind="Order" id={orderId} ask={ask} groups={groups} events={{ order_id: orderId }} />
}
