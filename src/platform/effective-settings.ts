import { allSettings, type Group, type SettingName, type Values } from './settings.ts'

/** A setting as it holds in an environment, fit to be shown. */
export interface Effective {
  readonly name: SettingName
  readonly group: Group
  /** As text; null where nothing is set and there is no default. Secrets, and passwords in URLs, are masked. */
  readonly value: string | null
  readonly source: 'environment' | 'default'
}

const mask = '***'

/** @param given the settings whose variables are set */
export const effectiveSettings = (values: Values, given: ReadonlySet<SettingName>): readonly Effective[] =>
  allSettings.map(([name, { group, kind, secret }]) => {
    const isGiven = given.has(name)
    const value = values[name]
    const text = value === undefined || (Array.isArray(value) && value.length === 0) ? null : String(value)
    const shown = text === null ? null : secret ? mask : kind.isUrl ? withoutPassword(text) : text
    return { name, group, value: shown, source: isGiven ? 'environment' : 'default' }
  })

/** A URL with its password and its parameters masked: drivers take a password in either. */
function withoutPassword(text: string): string {
  const url = URL.parse(text)
  if (url === null || url.host === '') return mask
  if (url.password === '' && url.search === '' && url.hash === '') return text
  if (url.password !== '') url.password = mask
  if (url.search !== '') url.search = mask
  url.hash = ''
  return url.href
}
