import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const position = Type.Object({ tx: Type.String(), position: Type.String() })
const count = { events: Type.Integer(), checksum: Type.String() }

const file = {
  name: Type.String(),
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
  files: Type.Array(Type.Object({ ...file, first: position, last: position })),
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
  files: Type.Array(Type.Object(file)),
})

/** What one batch of the log became: written last, so that whatever it names is there. */
export type RawManifest = Static<typeof RawManifestSchema>
export type ParquetManifest = Static<typeof ParquetManifestSchema>
export type RawFile = RawManifest['files'][number]
export type ArchivedFile = ParquetManifest['files'][number]

const reader = <T extends TSchema>(schema: T) => {
  const compiled = Compile(schema)
  /** @throws Error when the text is no manifest. */
  return (name: string, text: string): Static<T> => {
    const value: unknown = JSON.parse(text)
    if (compiled.Check(value)) return value
    const [first] = compiled.Errors(value)
    throw new Error(`${name} is no manifest: ${first?.instancePath ?? ''} ${first?.message ?? ''}`)
  }
}

export const readRawManifest = reader(RawManifestSchema)
export const readParquetManifest = reader(ParquetManifestSchema)

/** The same manifest gives the same bytes. */
export const manifestText = (manifest: RawManifest | ParquetManifest) => `${JSON.stringify(manifest, undefined, 1)}\n`
