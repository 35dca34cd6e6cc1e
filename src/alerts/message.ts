import type { Alert } from './alert.ts'

export type MessageKind = 'alert.fired' | 'alert.resolved' | 'alert.test'

/** What was found; of a test nothing was. */
export interface Found {
  readonly firing_id: string | null
  readonly fired_at: string | null
  readonly resolved_at: string | null
  readonly value: number | null
  readonly limit: number | null
  /** The report or lot that a firing is about, and where it can be looked into. */
  readonly subject?: string | null
  readonly link?: string | null
}

/** The body of a webhook, as JSON. It holds figures, names of the alert, and the id of a report or lot; nothing of any person. */
export function messageOf(kind: MessageKind, alert: Alert, found: Found, timestamp: string): string {
  const { id: alert_id, tenant_id, name, metric, filters, window, condition } = alert
  return JSON.stringify({
    type: kind,
    timestamp,
    data: { alert_id, tenant_id, name, metric, filters, window, condition, subject: null, link: null, ...found },
  })
}
