import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
/** The oldest and the newest release that were looked at would be two of these; the API of what is used here has not changed since 1.29. */
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
