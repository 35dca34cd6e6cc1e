import { Command } from 'commander'
import type { ApiKey } from '../access/api-keys.ts'
import { scopes } from '../access/principal.ts'
import { call, type Remote, remoteCommand } from './remote.ts'
import { rotateMasterCommand } from './rotate-master.ts'

const print = (text: string) => process.stdout.write(`${text}\n`)

/** `pocm keys create|list|revoke`: the API keys of the tenant whose admin key is given; `rotate-master`: the master key. */
export const keysCommand = (): Command =>
  new Command('keys')
    .description('Make, list and revoke API keys; change the master key')
    .addCommand(rotateMasterCommand())
    .addCommand(
      remoteCommand('create')
        .argument('<name>')
        .option('--scopes <scopes...>', `any of ${scopes.join(', ')}`, ['analytics:ingest', 'analytics:read'])
        .action(async (name: string, options: Remote & { scopes: string[] }) => {
          const made = await call<{ key: string }>(options, 'POST', '/analytics/api-keys', {
            name,
            scopes: options.scopes,
          })
          print(made.key)
        }),
    )
    .addCommand(
      remoteCommand('list').action(async (options: Remote) => {
        const { api_keys } = await call<{ api_keys: ApiKey[] }>(options, 'GET', '/analytics/api-keys')
        for (const { id, prefix, name, scopes: allowed, revoked_at } of api_keys) {
          print([id, `${prefix}…`, revoked_at === null ? 'active ' : 'revoked', name, allowed.join(' ')].join('  '))
        }
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
