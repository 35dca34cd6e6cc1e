import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { scopes } from '../access/principal.ts'
import { writeTypes } from '../http/contract-types.ts'
import { writeDocument } from '../http/openapi.ts'
import { withScopeTable } from '../http/scope-table.ts'
import { readConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { openService } from '../roles/service.ts'

const scopesFile = join(import.meta.dirname, '../../docs/security.md')
const typesFile = join(import.meta.dirname, '../../dashboard/api/generated/contract.ts')

/**
 * `pocm contract`: writes the HTTP contract, the types of it and the table of scopes from the routes of a service that is opened for this and
 * closed again.
 */
export const contractCommand = (): Command =>
  new Command('contract')
    .description(
      'Write the OpenAPI document, its types for the dashboard, and the scopes in docs/security.md, from the routes',
    )
    .argument('[file]', 'where to', 'Analytics.yaml')
    .action(async (file: string) => {
      const folder = await mkdtemp(join(tmpdir(), 'pocm-contract-'))
      const config = readConfig({ POCM_DATA_DIR: folder, POCM_LOG_LEVEL: 'error' })
      const fail = (error: Error) => {
        throw error
      }
      const service = await openService(config, openLog(config.logLevel), { onCrash: fail })
      try {
        await service.app.ready()
        const document = writeDocument(service.app.swagger())
        await writeFile(file, document)
        await writeFile(typesFile, writeTypes(document, scopes))
        await writeFile(scopesFile, withScopeTable(await readFile(scopesFile, 'utf8'), service.app.declaredRoutes))
      } finally {
        await service.close()
        await rm(folder, { recursive: true, force: true })
      }
    })
