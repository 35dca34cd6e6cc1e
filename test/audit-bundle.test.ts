import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPromise } from 'yauzl'
import { openAuditBundle } from '../src/compliance/audit-bundle.ts'
import { signHeads } from '../src/compliance/audit-heads.ts'
import { openSignedZip } from '../src/compliance/signed-zip.ts'
import { verifyBundle } from '../src/compliance/verify-bundle.ts'
import { adminKey, startService } from './service.ts'

const path = '/analytics/compliance/audit/export'
let service: Awaited<ReturnType<typeof startService>>
let folder: string
beforeAll(async () => {
  service = await startService({ POCM_LOG_LEVEL: 'silent' })
  folder = await mkdtemp(join(tmpdir(), 'pocm-bundle-'))
  for (const name of ['one', 'two', '=three', 'four']) {
    await service.call('POST', '/analytics/api-keys', { name, scopes: ['analytics:read'] })
    await service.call('GET', `/analytics/events?user_id=${encodeURIComponent(name)}`)
  }
  const { signer } = service.service.deps
  await signHeads(service.service.db, signer, Date.now)
  await service.call('GET', '/analytics/events?user_id=two')
})
afterAll(async () => {
  await service.stopAndClean()
  await rm(folder, { recursive: true, force: true })
})

let files = 0
async function download(query: string): Promise<string> {
  const headers = { authorization: `Bearer ${adminKey}` }
  const response = await fetch(`${service.url}${path}?${query}`, { headers })
  expect([response.status, response.headers.get('content-disposition')]).toEqual([200, expect.stringMatching(/audit-/)])
  files += 1
  const file = join(folder, `${files}.zip`)
  await writeFile(file, Buffer.from(await response.arrayBuffer()))
  return file
}

const keysOf = async () => (await service.call('GET', '/.well-known/jwks.json')).body.keys

test('a bundle of the whole trail is verified offline, entry by entry and by its signed heads', async () => {
  const file = await download('format=bundle')
  const found = await verifyBundle(file, await keysOf())
  expect(found).toMatchObject({ problems: [], gaps: 0, manifest: { tenant_id: 'demo', first: 1 } })
  expect(found.entries).toBe(found.manifest?.last)
  expect(found.heads).toBeGreaterThan(0)
  const { entries } = (await service.call('GET', '/analytics/compliance/audit?action=audit.exported')).body
  expect(entries[0].details).toEqual({ format: 'bundle', filters: [] })
})

test('`pocm audit verify` says whether a file is whole, and ends with 1 where it is not', async () => {
  const file = await download('format=bundle')
  const keys = join(folder, 'keys.json')
  await writeFile(keys, JSON.stringify({ keys: await keysOf() }))
  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      execFile(process.execPath, ['src/main.ts', 'audit', 'verify', ...args], (error, out) =>
        resolve({ code: error === null ? 0 : Number(error.code), out }),
      )
    })
  expect(await run(file, '--keys', keys)).toEqual({ code: 0, out: expect.stringContaining('whole and signed') })
  const bytes = await readFile(file)
  bytes[60] = (bytes[60] as number) ^ 1
  await writeFile(file, bytes)
  expect((await run(file, '--keys', keys)).code).toBe(1)
  await writeFile(keys, JSON.stringify({ keys: [] }))
  expect((await run(await download('format=bundle'), '--keys', keys)).code).toBe(1)
})

test('a filter by person, action or outcome leaves gaps, which are counted, and each entry is still what was written', async () => {
  const file = await download('subject=two')
  const found = await verifyBundle(file, await keysOf())
  expect(found).toMatchObject({ problems: [], entries: 2, gaps: 1 })
  expect(JSON.stringify(found.manifest)).not.toContain('"two"')
  expect(await verifyBundle(await download('outcome=failed'))).toMatchObject({ problems: [], entries: 0 })
  const { entries } = (await service.call('GET', '/analytics/compliance/audit?outcome=failed')).body
  expect(entries).toEqual([])
})

test('a bundle whose entries were changed and signed anew by another key is refused by the right keys', async () => {
  const { db, deps } = service.service
  const { openSigner } = await import('../src/compliance/signer.ts')
  const other = await openSigner(Buffer.alloc(32, 7))
  const zip = await openAuditBundle(
    { db, signer: other },
    { tenantId: 'demo', filters: {}, now: '2026-11-30T00:00:00Z' },
  )
  const file = join(folder, 'other.zip')
  await writeFile(file, await buffer(zip))
  expect((await verifyBundle(file, deps.signer.jwks.keys)).problems).toHaveLength(1)
})

test('a changed entry shows even where the service itself signed the file', async () => {
  const { deps } = service.service
  const source = await download('format=bundle')
  const zip = await openPromise(source)
  const texts = new Map<string, string>()
  for await (const entry of zip.eachEntry()) {
    texts.set(entry.fileName, (await buffer(await zip.openReadStreamPromise(entry))).toString())
  }
  zip.close()
  const manifest = JSON.parse(texts.get('manifest.json') as string)
  const forged = openSignedZip(deps.signer, 'pocm-audit-bundle+json', new Date(0))
  for (const name of ['entries.ndjson', 'heads.ndjson', 'README.txt']) {
    const text = texts.get(name) as string
    forged.add(name, async function* () {
      yield name === 'entries.ndjson' ? text.replace('"name":"one"', '"name":"won"') : text
    })
  }
  forged.end((files) => ({ ...manifest, files }))
  const file = join(folder, 'forged.zip')
  await writeFile(file, await buffer(forged.output))
  expect((await verifyBundle(file, await keysOf())).problems).toEqual([
    expect.stringMatching(/entry \d+ is not what was written/),
  ])
})

test('CSV has the entries in the order of the chain, and no text of it is a formula', async () => {
  const { body } = await service.call('GET', `${path}?format=csv&action=api_key.created`)
  const rows: Record<string, string>[] = parse(body, { columns: true })
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual([1, 3, 5, 7])
  expect(JSON.parse(rows[0]?.details as string).name).toBe('one')
  expect(rows.every((row) => /^[0-9a-f]{64}$/.test(row.hash as string))).toBe(true)
})
