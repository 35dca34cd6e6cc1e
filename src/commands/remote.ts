import { Command } from 'commander'
import { settings } from '../platform/settings.ts'
import { settingOption } from './setting-option.ts'

/** Where a running service is, and the credential to speak to it with. */
export interface Remote {
  readonly url: string
  readonly key: string
}

/** A command that speaks to a running service: it takes `--url` and `--key`, which some of its calls may do without. */
export const remoteCommand = (name: string, keyIsOptional = false): Command =>
  new Command(name)
    .addOption(settingOption('--url <url>', 'the service', 'POCM_URL').default(settings.POCM_URL.default))
    .addOption(settingOption('--key <key>', 'an API key', 'POCM_API_KEY').makeOptionMandatory(!keyIsOptional))

/**
 * Calls the service and gives back its JSON answer.
 * @throws Error with the service's own words when it refuses, or with the address when it is not there.
 */
export async function call<T>(
  { url, key }: Remote,
  method: string,
  path: string,
  body?: unknown,
  more: Readonly<Record<string, string>> = {},
): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...more,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new Error(`No service answers at ${url}`, { cause: error })
  })
  const text = await response.text()
  const answer = text === '' ? undefined : JSON.parse(text)
  if (response.ok) return answer as T
  throw new Error(`${method} ${path}: ${response.status} ${answer?.title ?? ''}. ${answer?.detail ?? ''}`)
}
