import type { Message, MessageToProduce } from '@platformatic/kafka'
import { topicOf } from '../../events/define.ts'
import type { StoredEvent } from '../../events/envelope.ts'
import { keepTrace, traceOnwards } from '../../ledger/event-traces.ts'
import type { LoggedEvent } from '../../ledger/read-log.ts'
import { readTraceparent } from '../../platform/tracing.ts'

const ledgerHeader = 'pocm_ledger'
const txHeader = 'pocm_tx'
const positionHeader = 'pocm_position'
const traceHeader = 'traceparent'
const digits = /^\d{1,20}$/

/** Events of one order, device, session or person stay in their order: they share a key, and so a partition. */
const keyOf = (event: StoredEvent) =>
  `${event.tenant_id}/${event.order_id ?? event.device_id ?? event.session_id ?? event.user_id ?? event.id}`

/**
 * An event as it stands in its topic: JSON as the ledger keeps it, sealed values sealed. The headers say where in which
 * ledger's log it stands, so that a consumer recognises one that was published twice.
 */
export const toMessage = ({ event, tx, position }: LoggedEvent, ledger: string): MessageToProduce => ({
  topic: topicOf(event.type, event.schema_version),
  key: Buffer.from(keyOf(event)),
  value: Buffer.from(JSON.stringify(event)),
  headers: new Map([
    [Buffer.from(ledgerHeader), Buffer.from(ledger)],
    [Buffer.from(txHeader), Buffer.from(tx)],
    [Buffer.from(positionHeader), Buffer.from(position)],
    ...traceEntry(event),
  ]),
})

function traceEntry(event: StoredEvent): [Buffer, Buffer][] {
  const traceparent = traceOnwards(event)
  return traceparent === undefined ? [] : [[Buffer.from(traceHeader), Buffer.from(traceparent)]]
}

const text = (bytes: Buffer | undefined | null) => bytes?.toString() ?? ''

/** The headers of a message by name. */
export const headersOf = (message: Pick<Message, 'headerEntries'>): Map<string, string> =>
  new Map(message.headerEntries.map(([name, value]) => [text(name), text(value)]))

/**
 * Reads what `toMessage` wrote.
 * @returns `foreign` where it came from another ledger, and the reason where it is something else, which only a stranger
 *   can have put there.
 */
export function fromMessage(
  message: Message,
  { types, ledger }: { types: ReadonlySet<string>; ledger: string },
): LoggedEvent | { readonly flaw: string } | 'foreign' {
  const headers = headersOf(message)
  if ((headers.get(ledgerHeader) ?? ledger) !== ledger) return 'foreign'
  const tx = headers.get(txHeader) ?? ''
  const position = headers.get(positionHeader) ?? ''
  if (!digits.test(tx) || !digits.test(position)) return { flaw: `has no ${txHeader} and ${positionHeader}` }
  let event: StoredEvent
  try {
    event = JSON.parse(text(message.value))
  } catch {
    return { flaw: 'is not JSON' }
  }
  if (typeof event?.id !== 'string' || typeof event.tenant_id !== 'string') return { flaw: 'is not an event' }
  if (!types.has(event.type)) return { flaw: `is of the unknown type ${event.type}` }
  const traceparent = readTraceparent(headers.get(traceHeader))
  if (traceparent !== undefined) keepTrace(event, traceparent)
  return { event, tx, position }
}
