import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { countUnsigned } from '../../src/archive/batches.ts'
import { maxLineBytes } from '../../src/archive/bounds.ts'
import { askToClose } from '../../src/archive/clock.ts'
import { openFolderStore } from '../../src/archive/folder-store.ts'
import { type RawManifest, readRawManifest } from '../../src/archive/manifest.ts'
import { restoreArchive } from '../../src/archive/restore.ts'
import { verifyArchive } from '../../src/archive/verify.ts'
import { archiveWhatIsDue } from '../../src/archive/work.ts'
import { openHeldKeys } from '../../src/compliance/held-keys.ts'
import { manifestKeys } from '../../src/compliance/manifest-keys.ts'
import { openKeys } from '../../src/compliance/master-key.ts'
import { rotateMasterKey } from '../../src/compliance/rotate.ts'
import type { KeyVersions } from '../../src/compliance/sealing.ts'
import { appendEvents } from '../../src/ledger/append.ts'
import { openLedgerForFile } from '../ledger/open-ledger.ts'
import { append, bytesOf, keys, openWork, openWorkIn, proof, provable, type TestWork, trust } from './archiving.ts'

const ledger = openLedgerForFile()

/** Two batches of 12 events each, of two tenants and three types, with a table for all of them. */
let kept = ''
beforeAll(async () => {
  kept = await mkdtemp(join(tmpdir(), 'pocm-tampered-'))
  const work = await openWorkIn(ledger.db, kept)
  for (const received_at of ['2026-10-01T10:00:00.000000Z', '2026-10-02T10:00:00.000000Z']) {
    await append(ledger.db, 9, { received_at })
    await append(ledger.db, 3, { received_at, tenant_id: 'other' })
    await askToClose(ledger.db, received_at.startsWith('2026-10-02'))
    await archiveWhatIsDue(work)
  }
  return () => rm(kept, { recursive: true, force: true })
})

let work: TestWork
let folder: string
beforeEach(async () => {
  work = await openWork(ledger.db)
  folder = join(work.folder, 'archive')
  await untouched()
})

const untouched = () => cp(join(kept, 'archive'), folder, { recursive: true, force: true })
const manifests = () => work.store.list('manifests/raw/')
const textOf = async (name: string) => readFile(join(folder, name), 'utf8')
const manifestOf = async (name: string): Promise<RawManifest> => JSON.parse(await textOf(name))
const put = (name: string, bytes: string | Buffer) => writeFile(join(folder, name), bytes)
const putManifest = (name: string, manifest: object) => put(name, `${JSON.stringify(manifest, undefined, 1)}\n`)

const withoutSignature = (manifest: object) => {
  const { signature: _, ...rest } = manifest as { signature: unknown }
  return rest
}

/** Writes other lines into a raw file, and into its manifest the bytes and the hash that they have. */
async function forge(name: string, change: (lines: string[]) => string[], facts: object = {}): Promise<RawManifest> {
  const manifest = await manifestOf(name)
  const [file, ...rest] = manifest.files as [RawManifest['files'][number]]
  const lines = gunzipSync(await readFile(join(folder, file.name)))
    .toString()
    .trimEnd()
    .split('\n')
  const bytes = gzipSync(`${change(lines).join('\n')}\n`)
  await put(file.name, bytes)
  const forged = { ...file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), ...facts }
  return { ...manifest, files: [forged, ...rest] }
}

/** Brings back all that the archive holds into a ledger that lost it, and puts the ledger back. */
async function restore({ acceptUnsigned = false, by = keys }: { acceptUnsigned?: boolean; by?: KeyVersions } = {}) {
  const { db } = ledger
  const store = openFolderStore(folder)
  const erased = { among: async (_: string, subjects: readonly unknown[]) => subjects.map(() => false) }
  const deps = { db, store, spoolFolder: join(work.folder, 'r'), proof, erased, pageMs: 60_000 }
  await db.query('CREATE TABLE kept_events AS SELECT * FROM events; DELETE FROM events')
  try {
    const restored = await restoreArchive({ ...deps, trust: { keys: by, acceptUnsigned } }, {})
    return { restored: restored.restored, problems: restored.problems }
  } finally {
    await db.query('DELETE FROM events; INSERT INTO events SELECT * FROM kept_events; DROP TABLE kept_events')
  }
}

const verify = ({ acceptUnsigned = false, by = keys }: { acceptUnsigned?: boolean; by?: KeyVersions } = {}) =>
  verifyArchive(
    {
      ...{ db: ledger.db, store: work.store, spoolFolder: join(work.folder, 'v'), proof, pageMs: 60_000 },
      trust: { keys: by, acceptUnsigned },
    },
    {},
  )

const wrong = 'was changed: its signature is wrong'

test('an archive that is as it was written is whole', async () => {
  expect(await restore()).toEqual({ restored: 24, problems: [] })
  expect(await verify()).toMatchObject({ events: 24, problems: [], differences: [] })
})

test('a manifest with a bit of any byte changed is refused', async () => {
  const [name] = (await manifests()) as [string]
  const bytes = await readFile(join(folder, name))
  expect(readRawManifest(name, bytes.toString(), trust)).toHaveProperty('manifest')
  for (let at = 0; at < bytes.length; at++) {
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at)
    const read = readRawManifest(name, flipped.toString(), trust)
    expect(read, `byte ${at}`).toHaveProperty('problem')
  }
})

test('a manifest with any one field changed, and written as the service writes, is refused with and without the flag', async () => {
  const [name] = (await manifests()) as [string]
  const manifest = await manifestOf(name)
  const paths: string[][] = []
  const walk = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null) paths.push(path)
    else for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key])
  }
  walk(manifest, [])
  expect(paths.length).toBeGreaterThan(50)
  for (const path of paths) {
    const changed = structuredClone(manifest)
    const at = path.slice(0, -1).reduce<Record<string, unknown>>((it, key) => it[key] as never, changed as never)
    const last = path.at(-1) as string
    at[last] = typeof at[last] === 'number' ? at[last] + 1 : `${at[last]}0`
    const text = `${JSON.stringify(changed, undefined, 1)}\n`
    for (const acceptUnsigned of [false, true]) {
      expect(readRawManifest(name, text, { keys, acceptUnsigned }), path.join('/')).toHaveProperty('problem')
    }
  }
})

/** A line that says another amount under the hashes of before. */
const sayOtherwise = ([first, ...rest]: string[]) => [
  JSON.stringify({ ...JSON.parse(first as string), data: { z: 666, a: 'ü' } }),
  ...rest,
]

test('a forged line whose file and manifest agree is not restored, signed, unsigned or with the flag', async () => {
  const [name] = (await manifests()) as [string]
  const forged = await forge(name, sayOtherwise)
  await putManifest(name, forged)
  expect(await restore()).toEqual({ restored: 12, problems: [{ name, problem: wrong }] })
  expect((await verify()).problems[0]).toEqual({ name, problem: wrong })

  await putManifest(name, withoutSignature(forged))
  expect((await restore()).problems).toEqual([
    { name, problem: expect.stringMatching(/^is not signed.*--accept-unsigned/) },
  ])
  const problem = 'line 1 has a payload_hash that does not follow from what it says'
  const file = forged.files[0]?.name
  expect(await restore({ acceptUnsigned: true })).toEqual({ restored: 23, problems: [{ name: file, problem }] })
  expect((await verify({ acceptUnsigned: true })).problems).toEqual([{ name: file, problem }])
})

test('each field that is said, and id, tenant and checksum, are held by the hashes of a line', async () => {
  const [name] = (await manifests()) as [string]
  const changes: object[] = [
    ...[{ id: '00000000-0000-4000-8000-000000000000' }, { tenant_id: 'another' }, { type: 'dose2' }, { action: 'b' }],
    ...[
      { schema_version: 2 },
      { occurred_at: '2026-10-01T09:00:00.000000Z' },
      { device_at: '2026-10-01T09:00:00.000000Z' },
    ],
    ...[{ producer: 'x' }, { source_service: 'x' }, { user_id: 'x' }, { session_id: 'x' }, { order_id: 'x' }],
    ...[
      { device_id: 'x' },
      { context: { city: 'x' } },
      { data: {} },
      { checksum: '5' },
      { payload_hash: '0'.repeat(64) },
    ],
  ]
  const before = await readFile(join(folder, (await manifestOf(name)).files[0]?.name as string))
  for (const change of changes) {
    const forged = await forge(name, ([first, ...rest]) => [
      JSON.stringify({ ...JSON.parse(first as string), ...change }),
      ...rest,
    ])
    await putManifest(name, withoutSignature(forged))
    const { problems } = await verify({ acceptUnsigned: true })
    expect(problems, JSON.stringify(change)).toMatchObject([{ problem: expect.stringMatching(/^line 1 /) }])
    await put(forged.files[0]?.name as string, before)
    await putManifest(name, await manifestOf(name))
  }
})

test('a line too few or too many shows even where a manifest without a signature is accepted', async () => {
  const [name] = (await manifests()) as [string]
  const take = withoutSignature(await forge(name, (lines) => lines.slice(1)))
  await putManifest(name, take)
  expect((await restore({ acceptUnsigned: true })).problems).toMatchObject([
    { problem: expect.stringMatching(/^holds \d+ events, not/) },
  ])
  await untouched()
  await putManifest(name, withoutSignature(await forge(name, (lines) => [...lines, lines[0] as string])))
  expect((await restore({ acceptUnsigned: true })).problems).toMatchObject([
    { problem: expect.stringMatching(/^holds more than the/) },
  ])
})

test('files in another order, and files that changed places, are refused', async () => {
  const [name] = (await manifests()) as [string]
  const manifest = await manifestOf(name)
  await putManifest(name, { ...manifest, files: manifest.files.toReversed() })
  expect(await restore()).toEqual({ restored: 12, problems: [{ name, problem: wrong }] })

  await putManifest(name, manifest)
  const [one, other] = manifest.files as [RawManifest['files'][number], RawManifest['files'][number]]
  const bytes = await readFile(join(folder, one.name))
  await put(one.name, await readFile(join(folder, other.name)))
  await put(other.name, bytes)
  const { problems } = await restore()
  expect(problems.map((it) => it.name).sort()).toEqual([one.name, other.name].sort())
})

test('of a truncated file nothing is restored', async () => {
  const [name] = (await manifests()) as [string]
  const [file] = (await manifestOf(name)).files as [RawManifest['files'][number]]
  await truncate(join(folder, file.name), file.bytes - 9)
  expect(await restore()).toEqual({
    restored: 24 - file.events,
    problems: [{ name: file.name, problem: `has ${file.bytes - 9} bytes and had ${file.bytes} when it was written` }],
  })
})

test("another day's manifest does not pass under this day's name", async () => {
  const [one, other] = (await manifests()) as [string, string]
  await put(one, await textOf(other))
  expect(await restore()).toEqual({ restored: 12, problems: [{ name: one, problem: wrong }] })
})

test("another tenant's file under this tenant's name is refused line by line where the manifest is accepted unsigned", async () => {
  const [name] = (await manifests()) as [string]
  const manifest = await manifestOf(name)
  const files = manifest.files.map((it) => (it.tenant_id === 'other' ? { ...it, tenant_id: 'demo' } : it))
  await putManifest(name, withoutSignature({ ...manifest, files }))
  const { problems, restored } = await restore({ acceptUnsigned: true })
  expect(restored).toBe(21)
  expect(problems).toHaveLength(3)
  for (const { problem } of problems) expect(problem).toBe("line 1 is not of its file's tenant and type")
})

test('what is hostile in a file that is accepted unsigned is reported and not unpacked without bound', async () => {
  const [name] = (await manifests()) as [string]
  const file = (await manifestOf(name)).files[0]?.name
  const problemOf = async (change: (lines: string[]) => string[], facts: object = {}) => {
    await untouched()
    await putManifest(name, withoutSignature(await forge(name, change, facts)))
    const { problems } = await restore({ acceptUnsigned: true })
    expect(problems).toHaveLength(1)
    return problems[0]?.problem
  }
  const first = (line: string) => (lines: string[]) => [line, ...lines.slice(1)]
  expect(await problemOf(first('x'.repeat(maxLineBytes + 1)))).toMatch(/^has a line of more than/)
  expect(await problemOf(first('['.repeat(100_000)))).toBe('line 1 is not JSON')
  expect(await problemOf(first(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))).toMatch(/^line 1 is no event/)
  expect(await problemOf(first('{}'))).toMatch(/^line 1 is no event/)
  const deep = (line: string) => line.replace('"data":{', `"data":{"deep":${'['.repeat(400)}${']'.repeat(400)},`)
  expect(await problemOf(([one, ...rest]) => [deep(one as string), ...rest])).toMatch(/^line 1 holds a value deeper/)
  const nul = (line: string) => line.replace('"data":{', '"data":{"nul":"\\u0000",')
  expect(await problemOf(([one, ...rest]) => [nul(one as string), ...rest])).toMatch(/^line 1 holds a text/)
  expect(await problemOf((lines) => lines, { bytes: 20 })).toMatch(/^has more than the 20 bytes/)
  expect(await problemOf((lines) => lines, { events: 10_000_000 })).toMatch(/no file has so many/)
  expect(await problemOf((lines) => lines, { name: 'raw/../../secret' })).toMatch(/^is no manifest: \/files\/0\/name/)
  expect(file).toMatch(/^raw\//)
})

test('a table that is not Parquet, or unpacks into more than it has, is reported', async () => {
  const [run] = await work.store.list('manifests/parquet/')
  const manifest = JSON.parse(await textOf(run as string)) as RawManifest
  const [file, ...rest] = manifest.files as [RawManifest['files'][number]]
  const whole = await readFile(join(folder, file.name))
  const damaged = [
    Buffer.from('PAR1 no table PAR1'),
    whole.subarray(0, 50),
    Buffer.concat([whole.subarray(0, 9), whole]),
  ]
  for (const bytes of damaged) {
    await put(file.name, bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await putManifest(
      run as string,
      withoutSignature({ ...manifest, files: [{ ...file, bytes: bytes.length, sha256 }, ...rest] }),
    )
    const { problems } = await verify({ acceptUnsigned: true })
    expect(problems).toMatchObject([{ name: file.name, problem: expect.stringMatching(/^is not Parquet|^holds/) }])
  }
})

test('after a change of the master key old manifests hold, in this ledger and in a new one', async () => {
  const { db } = ledger
  const [one, two] = [Buffer.alloc(32, 1).toString('base64'), Buffer.alloc(32, 2).toString('base64')]
  const held = async (now: string, before: string[] = []) =>
    manifestKeys(await openHeldKeys(db, openKeys('', now, before)))
  const first = await held(one)
  await askToClose(db, false)
  const again = await openWork(db)
  await db.query('UPDATE archive_batches SET done_at = NULL')
  await archiveWhatIsDue({ ...again, keys: first })
  await cp(join(again.folder, 'archive'), folder, { recursive: true, force: true })
  for (const run of await work.store.list('manifests/parquet/')) await rm(join(folder, run))

  const both = openKeys('', two, [one])
  expect((await verify({ by: manifestKeys(await openHeldKeys(db, both)) })).problems).toEqual([])
  await rotateMasterKey(db, both)
  expect((await verify({ by: await held(two) })).problems).toEqual([])

  await db.query("DELETE FROM service_keys; DELETE FROM settings WHERE name LIKE 'master_key%'")
  expect((await verify({ by: await held(two, [one]) })).problems).toEqual([])
  await db.query("DELETE FROM service_keys; DELETE FROM settings WHERE name LIKE 'master_key%'")
  const { problems } = await verify({ by: await held(two) })
  expect(problems).toHaveLength(2)
  for (const { problem } of problems)
    expect(problem).toMatch(/key that this service does not have.*POCM_MASTER_KEY_PREVIOUS/)
})

test("an earlier release's manifests are refused, and signed from the ledger by the archive itself", async () => {
  const { db } = ledger
  const before = await bytesOf(work)
  for (const name of [...(await manifests()), ...(await work.store.list('manifests/parquet/'))]) {
    await putManifest(name, withoutSignature(await manifestOf(name)))
  }
  // What was found in the archive at the upgrade is not what is signed.
  await putManifest(
    (await manifests())[0] as string,
    withoutSignature(await forge((await manifests())[0] as string, sayOtherwise)),
  )
  await db.query('UPDATE archive_batches SET signed_at = NULL; UPDATE archive_tables SET signed_at = NULL')
  expect((await verify()).problems).toHaveLength(3)
  expect(await countUnsigned(db)).toEqual({ unsigned: 3, unsignable: 0 })

  for (let left = 2; left >= 0; left--) {
    await archiveWhatIsDue(work)
    expect(await countUnsigned(db)).toEqual({ unsigned: left, unsignable: 0 })
  }
  expect(await bytesOf(work)).toEqual(before)
  expect(await verify()).toMatchObject({ problems: [], differences: [] })
})

test('a batch whose events the ledger lacks stays unsigned, is counted, and is taken with the flag', async () => {
  const { db } = ledger
  const [one] = (await manifests()) as [string]
  const [run] = (await work.store.list('manifests/parquet/')) as [string]
  for (const name of [one, run]) await putManifest(name, withoutSignature(await manifestOf(name)))
  await db.query(`UPDATE archive_batches SET signed_at = NULL WHERE number = 1; UPDATE archive_tables SET signed_at = NULL;
    CREATE TABLE lost AS SELECT * FROM events WHERE received_at < '2026-10-02'; DELETE FROM events WHERE received_at < '2026-10-02'`)
  try {
    await archiveWhatIsDue(work)
    await archiveWhatIsDue(work)
    expect(await countUnsigned(db)).toEqual({ unsigned: 0, unsignable: 2 })
    await appendEvents(db, [provable('more', { occurred_at: '2026-10-03T10:00:00.000000Z' })])
    await askToClose(db, false)
    await archiveWhatIsDue(work)
    expect(await manifests()).toHaveLength(3)
    expect((await restore()).restored).toBe(13)
    expect(await restore({ acceptUnsigned: true })).toEqual({ restored: 25, problems: [] })
  } finally {
    await db.query('INSERT INTO events SELECT * FROM lost; DROP TABLE lost')
  }
})
