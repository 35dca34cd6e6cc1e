import type { KeyObject } from 'node:crypto'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Protection } from '../compliance/protect.ts'
import type { StoredEvent } from '../events/envelope.ts'
import { checksumOf, earlierChecksumOf, payloadHash } from '../ingest/fingerprint.ts'
import { flawOfText } from '../ingest/unsafe-values.ts'
import { maxDepth } from './bounds.ts'
import type { RawFile } from './manifest.ts'

/** An event as a raw file has it. */
export type ArchivedEvent = StoredEvent & { readonly payload_hash: string }

/** What shows whether an event is unchanged since it was accepted. */
export interface Proof {
  readonly payloadKey: KeyObject
  readonly openWhole: Protection['openWhole']
}

const moment = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z$' })
const textOrNull = Type.Union([Type.String(), Type.Null()])
const ArchivedEventSchema = Compile(
  Type.Object(
    {
      id: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
      ...{ type: Type.String(), action: Type.String(), tenant_id: Type.String(), producer: Type.String() },
      schema_version: Type.Integer({ minimum: 1, maximum: 0x7fffffff }),
      ...{ occurred_at: moment, received_at: moment, device_at: Type.Union([moment, Type.Null()]) },
      ...{ source_service: textOrNull, trace_id: textOrNull, idempotency_key: Type.String() },
      ...{ user_id: textOrNull, session_id: textOrNull, order_id: textOrNull, device_id: textOrNull },
      context: Type.Record(Type.String(), Type.Unknown()),
      data: Type.Record(Type.String(), Type.Unknown()),
      checksum: Type.String({ pattern: '^-?[0-9]{1,19}$' }),
      payload_hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    },
    { additionalProperties: false },
  ),
)

/** A line's event, or why there is none in it. What a reason says quotes no value. */
export function parseLine(line: Buffer): { event: ArchivedEvent } | { flaw: string } {
  let value: unknown
  try {
    value = JSON.parse(line.toString('utf8'))
  } catch {
    return { flaw: 'is not JSON' }
  }
  if (!ArchivedEventSchema.Check(value)) {
    const [first] = ArchivedEventSchema.Errors(value)
    return { flaw: `is no event: ${first?.instancePath ?? ''} ${first?.message ?? ''}` }
  }
  const flaw = flawOfValue(value, 0)
  return flaw === undefined ? { event: value as unknown as ArchivedEvent } : { flaw }
}

/** Why the ledger would not keep a value as it is, or what follows would not bear it. */
function flawOfValue(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return flawOf('text', value)
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > maxDepth) return `holds a value deeper than ${maxDepth} levels`
  for (const name of Object.keys(value)) {
    if (!Array.isArray(value)) {
      const flaw = flawOf('name', name)
      if (flaw !== undefined) return flaw
    }
    const flaw = flawOfValue((value as Record<string, unknown>)[name], depth + 1)
    if (flaw !== undefined) return flaw
  }
  return undefined
}

function flawOf(what: string, text: string): string | undefined {
  const flaw = flawOfText(text)
  return flaw && `holds a ${what} that ${flaw}`
}

/**
 * Why an event of a file is not what was taken: its checksum follows from id and payload hash, and the payload hash by a
 * key from all that it says. Where a protected value cannot be opened, since its person's key is destroyed or not in this
 * database, the hash cannot be made again, and what stands for the event is the manifest's signature.
 */
export async function flawOfEvent(
  { payloadKey, openWhole }: Proof,
  { payload_hash, ...event }: ArchivedEvent,
  file: Pick<RawFile, 'tenant_id' | 'type'>,
): Promise<string | undefined> {
  if (event.tenant_id !== file.tenant_id || event.type !== file.type) return "is not of its file's tenant and type"
  const hash = Buffer.from(payload_hash, 'hex')
  if (event.checksum !== checksumOf(event.id, hash) && event.checksum !== earlierChecksumOf(event.id, hash)) {
    return 'has a checksum that does not follow from its id and payload_hash'
  }
  const opened = await openWhole(event)
  if (opened === undefined || payloadHash(opened, payloadKey).equals(hash)) return undefined
  return 'has a payload_hash that does not follow from what it says'
}
