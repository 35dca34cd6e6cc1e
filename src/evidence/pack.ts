import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { effectiveSettings } from '../platform/effective-settings.ts'
import type { ReadSettings } from '../platform/settings.ts'
import { asvsOf } from './asvs.ts'
import { billOfMaterials } from './bill-of-materials.ts'
import { commitOf } from './commit.ts'
import { complianceDocument } from './document.ts'
import { installationProtocol, operationProtocol, withResults } from './protocols.ts'
import type { Source } from './requirement.ts'
import { sources } from './requirements.ts'
import { flawsOfResults, type ResultsFile, readResults } from './results.ts'

export interface PackWish {
  /** Of the checkout. */
  readonly root: string
  /** Where to; made where it is not there, and empty. */
  readonly folder: string
  /** Files that `npm test -- --results FILE` wrote. */
  readonly results: readonly string[]
  /** Writes a pack whose results are missing or of another commit, and marks it. */
  readonly incomplete: boolean
  /** As they hold here. */
  readonly settings: Pick<ReadSettings, 'values' | 'given'>
  readonly now: number
  /** Signs the manifest; undefined where there is no key. */
  readonly sign: ((payload: Uint8Array, typ: string) => Promise<string>) | undefined
}

export const manifestType = 'pocm-compliance-pack'

/** The whole mapping: our own, and ASVS from docs/security.md. */
export async function allSources(root: string): Promise<Source[]> {
  return [...sources, asvsOf(await readFile(join(root, 'docs/security.md'), 'utf8'))]
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/**
 * Writes a validation pack: the mapping with the results of its tests, protocols, versions, migrations, schemas, bill of
 * materials, settings without secrets, and a manifest of their hashes.
 * @returns what marks it as incomplete; empty for one that is whole
 * @throws Error where results are missing or of another commit, and that was not asked for, and for a folder that is not empty
 */
export async function writePack(wish: PackWish): Promise<{ problems: string[]; files: string[] }> {
  const { root, folder } = wish
  const read = (path: string) => readFile(join(root, path), 'utf8')
  const given = await Promise.all(
    wish.results.map(async (path) => JSON.parse(await readFile(path, 'utf8')) as ResultsFile),
  )
  const commit = commitOf(root)
  const problems = flawsOfResults(given, commit)
  if (problems.length > 0 && !wish.incomplete) {
    throw new Error(
      `The pack would not be of this commit:\n  ${problems.join('\n  ')}\n--incomplete writes it all the same, and marks it`,
    )
  }
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty`)
  const results = readResults(given, root)
  const mapping = await allSources(root)
  const service = JSON.parse(await read('package.json')) as { name: string; version: string }
  const migrations = (await readdir(join(root, 'migrations/postgres'))).filter((name) => name.endsWith('.sql')).sort()
  const types = (await readdir(join(root, 'schemas'))).sort()
  const schemas = await Promise.all(
    types.map(async (type) => {
      const names = (await readdir(join(root, 'schemas', type))).sort()
      const versions = await Promise.all(
        names.map(async (name) => ({
          version: name.replace('.json', ''),
          sha256: sha256(await read(`schemas/${type}/${name}`)),
        })),
      )
      return { type, versions }
    }),
  )
  const { values, given: set } = wish.settings
  const facts = {
    service: service.version,
    commit: commit ?? 'unknown',
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
  const files: Record<string, string> = {
    'requirements.json': json(withResults(mapping, results)),
    'compliance.md': complianceDocument(mapping),
    'installation-qualification.md': installationProtocol(facts, migrations),
    'operational-qualification.md': operationProtocol(mapping, results, problems),
    'versions.json': json(facts),
    'migrations.json': json(
      await Promise.all(
        migrations.map(async (name) => ({ name, sha256: sha256(await read(`migrations/postgres/${name}`)) })),
      ),
    ),
    'schemas.json': json(schemas),
    'sbom.cdx.json': json(billOfMaterials(JSON.parse(await read('package-lock.json')), service)),
    'settings.json': json(effectiveSettings(values, set)),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const manifest = json({
    ...{ kind: manifestType, made_at: new Date(wish.now).toISOString(), ...facts },
    tests: { ...results.counts, results: given.length },
    complete: problems.length === 0,
    problems,
    signed: wish.sign !== undefined,
    files: Object.entries(files).map(([name, text]) => ({ name, sha256: sha256(text) })),
  })
  await writeFile(join(folder, 'manifest.json'), manifest)
  if (wish.sign !== undefined) {
    await writeFile(join(folder, 'manifest.jws'), `${await wish.sign(Buffer.from(manifest), manifestType)}\n`)
  }
  return { problems, files: [...Object.keys(files), 'manifest.json', ...(wish.sign ? ['manifest.jws'] : [])] }
}
