import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { startFakeService } from './fake-service.ts'
import { type ImportOptions, importFile } from './import-file.ts'

const mapping = `
name: readings
format: csv
rules:
  - event:
      type: telemetry
      action: read
      idempotency_key: { template: 'readings:{id}' }
      occurred_at: { column: time, required: true }
      producer: readings
      device_id: d
      data: { metric: glucose, unit: mg/dL, value: { column: value, as: integer, required: true } }
`

let folder: string
let service: Awaited<ReturnType<typeof startFakeService>>
let options: ImportOptions

/** Ten rows; the third has no value, and the service does not like the value of the sixth. */
const content = `id,time,value\n${Array.from({ length: 10 }, (_, index) => {
  const value = [0, 0, 'NA', 0, 0, 666][index] || 100 + index
  return `${index + 1},2026-01-01T00:00:00Z,${value}`
}).join('\n')}\n`

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'))
  service = await startFakeService()
  const path = (name: string) => join(folder, name)
  await writeFile(path('readings.csv'), content)
  await writeFile(path('readings.yaml'), mapping)
  options = {
    file: path('readings.csv'),
    map: path('readings.yaml'),
    url: service.url,
    key: 'key',
    rejected: path('rejected.ndjson'),
    state: path('state.json'),
    batch: 3,
    attempts: 3,
  }
  return async () => {
    await service[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  }
})

const whole = {
  ...{ rows: 10, accepted: 8, duplicates: 0, rejected: 2, skipped: {}, outcomes: 10, finished: true },
  ...{ rows_read: 10, rows_in_events: 9, rows_rejected: 1, reasons: { unreadable_value: 1, invalid_event: 1 } },
}
const keysOf = (ids: number[]) => ids.map((id) => `readings:${id}`)

async function rejectedRows() {
  const text = await readFile(options.rejected, 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('an import', () => {
  test('sends the events in batches and writes down what was rejected, here or by the service', async () => {
    expect(await importFile(options)).toEqual(whole)
    expect([...service.stored.keys()]).toEqual(keysOf([1, 2, 4, 5, 7, 8, 9, 10]))
    expect(service.batches).toEqual([3, 3, 3])
    expect(await rejectedRows()).toEqual([
      {
        rows: [3],
        reason: 'unreadable_value',
        errors: [{ path: '/data/value', message: 'value is "NA", no integer' }],
        source: [{ id: '3', time: '2026-01-01T00:00:00Z', value: 'NA' }],
      },
      expect.objectContaining({ rows: [6], reason: 'invalid_event', errors: [1] }),
    ])
  })

  test('leaves no state behind when it is through, and a second one finds everything there', async () => {
    await importFile(options)
    await expect(access(options.state)).rejects.toThrow('ENOENT')
    expect(await importFile(options)).toEqual({ ...whole, accepted: 0, duplicates: 8 })
    expect(service.stored.size).toBe(8)
    expect(await rejectedRows()).toHaveLength(2)
  })

  test('keeps the rejected rows of an earlier one until it has its own, or has none', async () => {
    await importFile(options)
    service.forecast.push('forbidden')
    await expect(importFile(options)).rejects.toThrow('refused')
    expect(await rejectedRows()).toHaveLength(2)
    await writeFile(options.file, content.replace('NA', '5').replace('666', '7'))
    expect(await importFile(options)).toMatchObject({ rejected: 0 })
    await expect(access(options.rejected)).rejects.toThrow('ENOENT')
  })

  test('waits out a busy service and one that is unavailable', async () => {
    service.forecast.push('busy', 'away', 'fine', 'busy')
    expect(await importFile(options)).toEqual(whole)
  })

  test('stops after a limit and resumes there', async () => {
    expect(await importFile({ ...options, limit: 4 })).toMatchObject({ accepted: 4, rows: 5, finished: false })
    expect(await importFile(options)).toEqual(whole)
    expect([...service.stored.keys()]).toEqual(keysOf([1, 2, 4, 5, 7, 8, 9, 10]))
    expect(await rejectedRows()).toHaveLength(2)
  })

  test('reports how much of the file it has read', async () => {
    const seen: [number, number][] = []
    await importFile({ ...options, onProgress: (...bytes) => seen.push(bytes) })
    expect(seen.at(-1)).toEqual([content.length, content.length])
  })
})

describe('an import that stopped', () => {
  const stopAfterOneBatch = async () => {
    service.forecast.push('fine', 'away', 'away', 'away')
    await expect(importFile(options)).rejects.toThrow(
      'in 3 attempts: 503 · ledger_unavailable · The ledger is unavailable',
    )
  }

  test('resumes after the last batch that was acknowledged', async () => {
    await stopAfterOneBatch()
    service.batches.length = 0
    expect(await importFile(options)).toEqual(whole)
    expect(service.batches).toEqual([1, 3, 3])
  })

  test('stores nothing twice when the service had taken a batch but was not heard', async () => {
    await stopAfterOneBatch()
    const state = await readFile(options.state, 'utf8')
    await importFile({ ...options, limit: 3 })
    await writeFile(options.state, state)
    expect(await importFile(options)).toEqual({ ...whole, accepted: 6, duplicates: 2 })
    expect(service.stored.size).toBe(8)
    expect(await rejectedRows()).toHaveLength(2)
  })

  test('is not resumed with another file, mapping or service', async () => {
    await stopAfterOneBatch()
    await writeFile(options.file, `${content}11,2026-01-01T00:00:00Z,5\n`)
    await expect(importFile(options)).rejects.toThrow('the file has another size and the file begins differently')
    await writeFile(options.file, content)
    await writeFile(options.map, `${mapping}\n# changed`)
    await expect(importFile(options)).rejects.toThrow('because the mapping has changed')
    await writeFile(options.map, mapping)
    const url = service.url.replace('127.0.0.1', 'localhost')
    await expect(importFile({ ...options, url })).rejects.toThrow('it was sent to another service')
  })

  test('is not resumed against a service that lost or changed its data', async () => {
    await stopAfterOneBatch()
    service.stored.clear()
    await expect(importFile(options)).rejects.toThrow('does not have what it acknowledged before (accepted)')
  })

  test('begins again with the option to', async () => {
    await stopAfterOneBatch()
    service.stored.clear()
    expect(await importFile({ ...options, restart: true })).toEqual(whole)
  })

  test('survives a kill between a batch and its acknowledgement', async () => {
    service.forecast.push('fine', 'lost')
    const script = `
      import { importFile } from ${JSON.stringify(join(import.meta.dirname, 'import-file.ts'))}
      await importFile(${JSON.stringify(options)})`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'inherit' })
    onTestFinished(() => void child.kill('SIGKILL'))
    await expect.poll(() => service.batches.length, { timeout: 20_000 }).toBe(2)
    child.kill('SIGKILL')
    await once(child, 'exit')

    expect(service.stored.size).toBe(5)
    expect(await importFile(options)).toEqual({ ...whole, accepted: 6, duplicates: 2 })
    expect([...service.stored.keys()]).toEqual(keysOf([1, 2, 4, 5, 7, 8, 9, 10]))
    expect(await rejectedRows()).toHaveLength(2)
  })
})

describe('what stops an import', () => {
  test('a refusal, with what the service says', async () => {
    service.forecast.push('forbidden')
    await expect(importFile(options)).rejects.toThrow('refused a batch: 403 · forbidden · The credential lacks a scope')
    await expect(importFile({ ...options, key: 'wrong' })).rejects.toThrow('refused a batch: 401 who are you?')
  })

  test('an answer that leaves events out', async () => {
    service.forecast.push('broken')
    await expect(importFile(options)).rejects.toThrow('was sent 3 events and answered for 2')
  })

  test('a service that is not there', async () => {
    const url = service.url
    await service[Symbol.asyncDispose]()
    await expect(importFile({ ...options, url })).rejects.toThrow(/in 3 attempts: .*ECONNREFUSED/)
    service = await startFakeService()
  })

  test('a file that is not there, and a state that is none', async () => {
    await expect(importFile({ ...options, file: 'nothing.csv' })).rejects.toThrow('There is no file nothing.csv')
    await writeFile(options.state, '{"name":"package"}')
    await expect(importFile(options)).rejects.toThrow('is no state of an import')
  })
})
