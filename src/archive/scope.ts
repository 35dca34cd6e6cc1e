import { Failure } from '../platform/errors.ts'
import type { ArchivedFile } from './manifest.ts'

/** What of the archive is meant: `from` and `to` bound `occurred_at`, in RFC 3339; everything where not given. */
export interface Scope {
  readonly tenantId?: string | undefined
  readonly type?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const micros = (moment: string) => `${new Date(moment).toISOString().slice(0, -1)}000Z`

/** Whether an event, or a span of them, lies within; moments as events have them. */
export function openScope({ tenantId, type, from, to }: Scope) {
  const first = from === undefined ? '' : micros(from)
  const end = to === undefined ? '9999' : micros(to)
  return {
    has: (it: { tenant_id: string; type: string; occurred_at: string }) =>
      (tenantId === undefined || it.tenant_id === tenantId) &&
      (type === undefined || it.type === type) &&
      it.occurred_at >= first &&
      it.occurred_at < end,
    touches: (it: Pick<ArchivedFile, 'tenant_id' | 'type' | 'min_occurred_at' | 'max_occurred_at'>) =>
      (tenantId === undefined || it.tenant_id === tenantId) &&
      (type === undefined || it.type === type) &&
      it.max_occurred_at >= first &&
      it.min_occurred_at < end,
  }
}

const hourMs = 3_600_000

/** The bounds widened to whole hours. */
export function wholeHours({ from, to }: Scope): { from: string; to: string } {
  const floor = (moment: number) => new Date(Math.floor(moment / hourMs) * hourMs).toISOString()
  return {
    from: floor(Date.parse(from ?? '1970-01-01T00:00:00Z')),
    to: floor(Date.parse(to ?? '2199-01-01T00:00:00Z') + hourMs - 1),
  }
}

/** A long call is answered in pages: each begins after the last object of the page before. */
export function after(names: readonly string[], cursor: string | undefined): readonly string[] {
  if (cursor === undefined) return names
  const at = names.indexOf(cursor)
  if (at === -1) throw new Failure('malformed_cursor', 'Take the cursor from next_cursor of the page before.')
  return names.slice(at + 1)
}
