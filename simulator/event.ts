/** Where and how something happened; the service's `context`. */
export interface Context {
  country: string
  region: string
  city: string
  channel?: string
  device_type?: string
  campaign?: string
  cohort?: string
  provider?: string
}

/** An event as a client sends it. */
export interface ClientEvent {
  id?: string
  type: string
  action: string
  occurred_at: string
  device_at?: string
  producer: string
  tenant_id?: string
  user_id?: string
  session_id?: string
  order_id?: string
  device_id?: string
  idempotency_key: string
  context?: Context
  data: Record<string, unknown>
}

/** Who and where an event is about. `offset` in minutes: the clock of the sender; UTC without one. */
export interface About {
  user_id?: string
  session_id?: string
  order_id?: string
  device_id?: string
  context?: Context
  offset?: number
  /** How far the device's own clock is ahead. */
  driftMs?: number
}

/** The service of POCM that sends a type of event. */
export function producerOf(type: string, action: string): string {
  if (type === 'product' && action !== 'viewed' && action !== 'wishlisted') return 'catalogue'
  return producers[type] ?? 'storefront'
}

const producers: Readonly<Record<string, string>> = {
  order: 'orders',
  payment: 'payments',
  refund: 'payments',
  chargeback: 'payments',
  return: 'returns',
  shipment: 'logistics',
  inventory: 'warehouse',
  batch: 'manufacturing',
  affiliate: 'affiliates',
  subscription: 'billing',
  loyalty: 'loyalty',
  notification: 'messaging',
  user: 'accounts',
  device: 'companion-app',
  telemetry: 'companion-app',
  patch: 'companion-app',
  dose: 'companion-app',
  adverse_event: 'vigilance',
}
