import { Command } from 'commander'
import type { ApiKey } from '../access/api-keys.ts'
import { scopes } from '../access/principal.ts'
import { call, type Remote, remoteCommand } from './remote.ts'
import { rotateMasterCommand } from './rotate-master.ts'

interface NewKey {
  readonly scopes?: string[]
  readonly expires?: string
  readonly origins?: string[]
  readonly types?: string[]
  readonly ips?: string[]
}

function stateOf({ revoked_at, expires_at }: ApiKey): string {
  if (revoked_at !== null) return 'revoked'
  return expires_at !== null && Date.parse(expires_at) <= Date.now() ? 'expired' : 'active '
}

const print = (text: string) => process.stdout.write(`${text}\n`)

/** `pocm keys create|list|rotate|revoke`: the API keys of the tenant whose admin key is given; `rotate-master`: the master key. */
export const keysCommand = (): Command =>
  new Command('keys')
    .description('Make, list, rotate and revoke API keys; change the master key')
    .addCommand(rotateMasterCommand())
    .addCommand(
      remoteCommand('create')
        .argument('<name>')
        .option('--scopes <scopes...>', `any of ${scopes.join(', ')}`)
        .option('--expires <moment>', 'when it ends, such as 2027-01-01T00:00:00Z')
        .option(
          '--origins <origins...>',
          'pages that carry it, such as https://shop.example; it then only sends events',
        )
        .option('--types <types...>', 'event types that it may send')
        .option('--ips <addresses...>', 'addresses and networks that it may be used from')
        .action(async (name: string, options: Remote & NewKey) => {
          const made = await call<{ key: string }>(options, 'POST', '/analytics/api-keys', {
            name,
            scopes: options.scopes ?? (options.origins ? ['analytics:ingest'] : ['analytics:ingest', 'analytics:read']),
            expires_at: options.expires,
            allowed_origins: options.origins,
            allowed_types: options.types,
            allowed_ips: options.ips,
          })
          print(made.key)
        }),
    )
    .addCommand(
      remoteCommand('list').action(async (options: Remote) => {
        const { api_keys } = await call<{ api_keys: ApiKey[] }>(options, 'GET', '/analytics/api-keys')
        for (const key of api_keys) {
          const { id, prefix, name, scopes: allowed, last_used_at: used } = key
          print([id, `${prefix}…`, stateOf(key), name, allowed.join(' '), `last used ${used ?? 'never'}`].join('  '))
        }
      }),
    )
    .addCommand(
      remoteCommand('rotate')
        .argument('<id>')
        .option('--grace <seconds>', 'for how long the old secret still holds', Number, 86_400)
        .action(async (id: string, options: Remote & { grace: number }) => {
          const path = `/analytics/api-keys/${id}/rotate`
          const rotated = await call<{ key: string }>(options, 'POST', path, { grace_seconds: options.grace })
          print(rotated.key)
        }),
    )
    .addCommand(
      remoteCommand('revoke')
        .argument('<id>')
        .action(async (id: string, options: Remote) => {
          await call(options, 'DELETE', `/analytics/api-keys/${id}`)
          print(`${id} is revoked`)
        }),
    )
