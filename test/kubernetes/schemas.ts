import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse } from 'yaml'

const run = promisify(execFile)
/** The oldest and the newest release that were checked would be two of these; the API of what is used here has not changed since 1.29. */
const version = 'v1.36.3'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[]
  readonly [key: string]: unknown
}

/** Text or a number in YAML, which the API's own description calls text. */
const either = new Set([
  'io.k8s.apimachinery.pkg.api.resource.Quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
])

/**
 * Writes a JSON Schema for each of these kinds from the OpenAPI description that Kubernetes publishes with its source. A field that
 * the API does not know is refused.
 * @returns the place of schemas as kubeconform takes it
 */
export async function writeSchemas(kinds: ReadonlySet<string>): Promise<string> {
  const { stdout } = await run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${version}`], { cwd: tmpdir() })
  const { Dir } = JSON.parse(stdout) as { Dir: string }
  const swagger = JSON.parse(await readFile(join(Dir, 'api/openapi-spec/swagger.json'), 'utf8')) as {
    definitions: Record<string, Schema>
  }
  const definitions = Object.fromEntries(
    Object.entries(swagger.definitions).map(([name, schema]) => {
      if (either.has(name)) return [name, { type: ['string', 'number'] }]
      return [name, schema.properties === undefined ? schema : { ...schema, additionalProperties: false }]
    }),
  )
  const folder = await mkdtemp(join(tmpdir(), 'pocm-schemas-'))
  for (const [name, schema] of Object.entries(swagger.definitions)) {
    for (const { group, version: of, kind } of schema['x-kubernetes-group-version-kind'] ?? []) {
      if (!kinds.has(kind)) continue
      const file = [kind.toLowerCase(), ...(group === '' ? [] : [group.split('.')[0]]), of].join('-')
      await writeFile(join(folder, `${file}.json`), JSON.stringify({ $ref: `#/definitions/${name}`, definitions }))
    }
  }
  return `${folder}/{{ .ResourceKind }}{{ .KindSuffix }}.json`
}

interface Definition {
  readonly kind: string
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string }
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[]
  }
}

/**
 * Adds the JSON Schema of each kind that a custom resource definition of a Go module describes, beside those of Kubernetes.
 * @param folder where `writeSchemas` wrote
 */
export async function addDefinitions(folder: string, module: string, path: string): Promise<void> {
  const { stdout } = await run('go', ['mod', 'download', '-json', module], { cwd: tmpdir() })
  const { Dir } = JSON.parse(stdout) as { Dir: string }
  const { spec } = parse(await readFile(join(Dir, path), 'utf8')) as Definition
  for (const { name, schema } of spec.versions) {
    const file = `${spec.names.kind.toLowerCase()}-${spec.group.split('.')[0]}-${name}.json`
    await writeFile(join(folder, file), JSON.stringify(closed(schema.openAPIV3Schema)))
  }
}

/** A schema of a custom resource that refuses fields it does not know, as the API server drops them. */
function closed(schema: Schema, isMetadata = false): Schema {
  const { properties, items, ...rest } = schema as Schema & { items?: Schema }
  if (schema['x-kubernetes-int-or-string'] === true) return {}
  return {
    ...rest,
    ...(items !== undefined && { items: closed(items) }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, of]) => [name, closed(of, name === 'metadata')]),
      ),
      ...(!isMetadata && schema['x-kubernetes-preserve-unknown-fields'] !== true && { additionalProperties: false }),
    }),
  }
}
