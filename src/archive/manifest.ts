import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { KeyVersions } from '../compliance/sealing.ts'
import { isObject } from '../compliance/texts.ts'
import { flawOfSignature, type Signature, sign } from './signature.ts'

const position = Type.Object({ tx: Type.String(), position: Type.String() })
const count = { events: Type.Integer(), checksum: Type.String() }

/** Folders of the archive alone, and no way out of them. */
const nameOf = (folder: string) => Type.String({ pattern: `^${folder}/(?!.*(^|/)\\.{1,2}(/|$))` })

const file = {
  bytes: Type.Integer(),
  sha256: Type.String(),
  tenant_id: Type.String(),
  type: Type.String(),
  ...count,
  min_occurred_at: Type.String(),
  max_occurred_at: Type.String(),
}

const RawManifestSchema = Type.Object({
  version: Type.Literal(1),
  batch: Type.String(),
  decided_at: Type.String(),
  /** The range of the log: after `from`, up to and with `to`. */
  from: position,
  to: position,
  ...count,
  files: Type.Array(Type.Object({ name: nameOf('raw'), ...file, first: position, last: position })),
  slices: Type.Array(Type.Object({ tenant_id: Type.String(), type: Type.String(), hour: Type.String(), ...count })),
})

const ParquetManifestSchema = Type.Object({
  version: Type.Literal(1),
  run: Type.String(),
  decided_at: Type.String(),
  /** The batches that went in. */
  batches: Type.Array(Type.String()),
  /** Of these batches: manifests and raw files that were lost or damaged by then. */
  left_out: Type.Array(Type.Object({ name: Type.String(), problem: Type.String() })),
  ...count,
  files: Type.Array(Type.Object({ name: nameOf('parquet'), ...file })),
})

/** What one batch of the log became: written last, so that whatever it names is there. */
export type RawManifest = Static<typeof RawManifestSchema>
export type ParquetManifest = Static<typeof ParquetManifestSchema>
export type RawFile = RawManifest['files'][number]
export type ArchivedFile = ParquetManifest['files'][number]

const SignatureSchema = Type.Object({ key: Type.String(), hmac: Type.String() }, { additionalProperties: false })
const isSignature = Compile(SignatureSchema)

/** A manifest that was read and may be relied on, or why it may not. */
export type Read<T> = { readonly manifest: T } | { readonly problem: string }

export interface Trust {
  readonly keys: KeyVersions
  /** Takes manifests without a signature, as releases wrote them that did not sign. One with a wrong signature is never taken. */
  readonly acceptUnsigned: boolean
}

const unsigned =
  'is not signed: an earlier release wrote it, or another hand. The service signs its own by itself while its ledger ' +
  'holds their events; --accept-unsigned takes it as it is'

const reader = <T extends TSchema>(schema: T) => {
  const compiled = Compile(schema)
  return (name: string, text: string, { keys, acceptUnsigned }: Trust): Read<Static<T>> => {
    const parsed = parse(text)
    if (parsed === undefined) return { problem: 'is no manifest: it is not JSON as manifests are written' }
    const { signature, ...manifest } = parsed
    if (signature === undefined && !acceptUnsigned) return { problem: unsigned }
    if (signature !== undefined) {
      if (!isSignature.Check(signature)) return { problem: 'was changed: its signature is none' }
      const flaw = flawOfSignature(keys, name, textOf(manifest), signature as Signature)
      if (flaw !== undefined) return { problem: flaw }
    }
    if (compiled.Check(manifest)) return { manifest }
    const [first] = compiled.Errors(manifest)
    return { problem: `is no manifest: ${first?.instancePath ?? ''} ${first?.message ?? ''}` }
  }
}

/** Deeper than a manifest. JavaScript writes deep values by recursion, which a hostile text would exhaust. */
const maxDepth = 8

/**
 * A manifest as it was written, byte for byte; undefined where the text is something else, such as JSON with a name that
 * stands twice, which readers take in different ways.
 */
function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value) || depthOf(value, maxDepth) > maxDepth || text !== textOf(value)) return undefined
    return value
  } catch {
    return undefined
  }
}

/** How deep a value is, or more than `most` where it is deeper. */
const depthOf = (value: unknown, most: number): number =>
  typeof value !== 'object' || value === null || most < 0
    ? 0
    : 1 + Object.values(value).reduce<number>((deepest, it) => Math.max(deepest, depthOf(it, most - 1)), 0)

export const readRawManifest = reader(RawManifestSchema)
export const readParquetManifest = reader(ParquetManifestSchema)

const textOf = (manifest: object) => `${JSON.stringify(manifest, undefined, 1)}\n`

/** A manifest as it is written, signed; the same manifest gives the same bytes. */
export const signedText = (keys: KeyVersions, name: string, manifest: RawManifest | ParquetManifest): string =>
  textOf({ ...manifest, signature: sign(keys, name, textOf(manifest)) })
