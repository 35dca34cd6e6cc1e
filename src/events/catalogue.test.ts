import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { columnsOf, loadCatalogue } from './catalogue.ts'
import { type EventDefinition, topicOf, topicsOf, versionsOf } from './define.ts'
import { schemaOf } from './schema.ts'

const define = pathToFileURL(join(import.meta.dirname, 'define.ts')).href

const calibration = (type: string, column: string) => `
import { defineEvent, identifier, number, required } from '${define}'

export default defineEvent({
  type: '${type}',
  emitted: 'By the device, when its sensor is calibrated.',
  actions: ['started', 'passed'],
  requires: ['device_id'],
  data: { sensor_id: required(identifier('public')), lot: identifier('public'), drift: required(number('public'), 'passed') },
  columns: { sensor_id: 'String', lot: '${column}', drift: 'Nullable(Float64)' },
  example: { type: '${type}', action: 'started', data: { sensor_id: 's-1' } },
})
`

async function folderWith(files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'events-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

test('a new event type is one file: topic, schema and columns follow from it', async () => {
  const folder = await folderWith({ 'sensor_calibration.ts': calibration('sensor_calibration', 'String') })
  const catalogue = await loadCatalogue(folder)
  const event = catalogue.get('sensor_calibration')
  if (event === undefined) throw new Error('the new type is not in the catalogue')

  expect(catalogue.size).toBe(27)
  expect(topicOf(event.type)).toBe('pocm.analytics.sensor-calibration.v1')
  expect(schemaOf(event)).toMatchObject({
    title: 'sensor_calibration',
    properties: { type: { const: 'sensor_calibration' }, action: { enum: ['started', 'passed'] } },
    required: ['type', 'action', 'occurred_at', 'producer', 'device_id', 'data'],
    allOf: [{ if: { properties: { action: { const: 'passed' } } } }],
  })
  expect(columnsOf(catalogue).get('drift')).toBe('Nullable(Float64)')
})

test('a file is named after its type', async () => {
  const folder = await folderWith({ 'calibration.ts': calibration('sensor_calibration', 'String') })
  await expect(loadCatalogue(folder)).rejects.toThrow('calibration.ts declares the event type sensor_calibration')
})

test('a type is declared once', async () => {
  const folder = await folderWith({ 'payment.ts': calibration('payment', 'String') })
  await expect(loadCatalogue(folder)).rejects.toThrow('two files declare the event type payment')
})

test('two files cannot give one column two types', async () => {
  const folder = await folderWith({ 'sensor_calibration.ts': calibration('sensor_calibration', 'UInt32') })
  await expect(loadCatalogue(folder)).rejects.toThrow('column lot is')
})

test('versions ascend, and agree on how a field must be kept', async () => {
  const declares = (version: number, label: string) => ({
    'calibration.ts': calibration('calibration', 'String').replace(
      "requires: ['device_id'],",
      `requires: ['device_id'], version: 2, earlier: [{
        version: ${version}, actions: ['started'], data: { lot: identifier('${label}') }, example: { action: 'started', data: {} },
      }],`,
    ),
  })
  const load = async (files: Record<string, string>) => loadCatalogue(await folderWith(files))
  expect(versionsOf((await load(declares(1, 'public'))).get('calibration') as EventDefinition)).toMatchObject([
    { type: 'calibration', version: 1, requires: [] },
    { type: 'calibration', version: 2, requires: ['device_id'] },
  ])
  const topics = topicsOf((await load(declares(1, 'public'))).values())
  expect(topics.filter((topic) => topic.includes('calibration'))).toEqual([
    'pocm.analytics.calibration.v1',
    'pocm.analytics.calibration.v2',
  ])
  await expect(load(declares(2, 'public'))).rejects.toThrow('calibration declares version 2 after version 2')
  await expect(load(declares(1, 'medical'))).rejects.toThrow('calibration.lot is medical in one version and public')
})
