import { writeAddress } from '../../api/address.ts'
import type { Answered } from '../../api/generated/contract.ts'
import { getJson } from '../../api/request.ts'
import type { LiveEvent } from './feed.ts'
import type { LiveSearch } from './search.ts'

/** How many events the page opens with. */
const opensWith = 50

/** The newest events that the service holds and that pass the filters, the newest first. */
export async function lastEvents(filters: LiveSearch, signal: AbortSignal): Promise<readonly LiveEvent[]> {
  const address = `/analytics/events${writeAddress({ ...filters, limit: String(opensWith) })}`
  return (await getJson<Answered<'GET /analytics/events'>>(address, signal)).events
}
