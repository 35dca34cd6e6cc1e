import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { examineSettings } from './config.ts'
import { effectiveSettings } from './effective-settings.ts'
import { allSettings, type Environment, type SettingName } from './settings.ts'

function shown(env: Environment) {
  const { values, given } = examineSettings(env)
  const all = effectiveSettings(values, given)
  return { all, of: (name: SettingName) => all.find((it) => it.name === name) }
}

test('each setting is shown once, with its default where its variable is not set or empty', () => {
  const { all, of } = shown({ PORT: '9000', HOST: '  ', KAFKA_BROKERS: 'a:1, b:2' })
  expect(all.map(({ name }) => name)).toEqual(allSettings.map(([name]) => name))
  expect(of('PORT')).toEqual({ name: 'PORT', group: 'process', value: '9000', source: 'environment' })
  expect(of('HOST')).toMatchObject({ value: '127.0.0.1', source: 'default' })
  expect(of('KAFKA_BROKERS')).toMatchObject({ value: 'a:1,b:2', source: 'environment' })
  expect(of('DATABASE_URL')).toMatchObject({ value: null, source: 'default' })
  expect(of('POCM_MASTER_KEY_PREVIOUS')).toMatchObject({ value: null, source: 'default' })
})

test('a setting of Kafka is not read without brokers', () => {
  expect(shown({ KAFKA_PARTITIONS: '12' }).of('KAFKA_PARTITIONS')).toMatchObject({ value: '3', source: 'default' })
  expect(examineSettings({ KAFKA_PARTITIONS: 'many' }).problems).toEqual([])
  expect(examineSettings({ KAFKA_BROKERS: 'a:1', KAFKA_PARTITIONS: 'many' }).problems).toHaveLength(1)
})

test('no secret is shown, nor a password in any URL, be it valid or not', () => {
  const secret = randomBytes(32).toString('base64')
  for (const [name, { secret: isSecret, kind, with: needed }] of allSettings) {
    if (isSecret) {
      const env = { [name]: secret, ...(needed && { [needed]: 'a:1' }) }
      expect(shown(env).of(name), name).toMatchObject({ value: '***', source: 'environment' })
    }
    if (!kind.isUrl) continue
    for (const scheme of ['postgres', 'https', 'redis']) {
      const { value } = shown({ [name]: `${scheme}://user:geheim@store:1/a?password=geheim#geheim` }).of(name) ?? {}
      expect(value, name).toBe(`${scheme}://user:***@store:1/a?***`)
    }
    expect(shown({ [name]: 'user:geheim@store' }).of(name)?.value, name).not.toContain('geheim')
  }
})
