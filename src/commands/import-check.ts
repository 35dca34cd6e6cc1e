import { createHash, createSecretKey, randomBytes } from 'node:crypto'
import type { Check } from '../../importer/dry-run.ts'
import { loadCatalogue } from '../events/catalogue.ts'
import { parse } from '../ingest/parse.ts'
import { compileValidators } from '../ingest/validate.ts'

/** Beyond so many keys a repeat within the file is counted as an event of its own. */
const mostKeys = 10_000_000

/** The service's own checks of an event, without a service; what the ledger holds already is not known to them. */
export async function openCheck(): Promise<Check> {
  const catalogue = await loadCatalogue()
  const deps = {
    catalogue,
    validate: compileValidators(catalogue),
    payloadKey: createSecretKey(randomBytes(32)),
    now: Date.now,
  }
  const origin = { tenantId: 'dry-run', traceId: undefined, form: 'event' } as const
  const seen = new Map<number, number>()
  return (line) => {
    const parsed = parse(deps, JSON.parse(line), origin)
    if ('errors' in parsed) return parsed
    const key = createHash('sha256').update(parsed.event.idempotency_key).digest().readUIntBE(0, 6)
    const payload = parsed.payloadHash.readUIntBE(0, 6)
    const before = seen.get(key)
    if (before === undefined) {
      if (seen.size < mostKeys) seen.set(key, payload)
      return { status: 'accepted' }
    }
    if (before === payload) return { status: 'duplicate' }
    const message = 'differs from what stands under this key earlier in the file'
    return { status: 'rejected', reason: 'idempotency_conflict', errors: [{ path: '', message }] }
  }
}
