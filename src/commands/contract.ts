import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { writeDocument } from '../http/openapi.ts'
import { readConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { openService } from '../roles/service.ts'

/** `pocm contract`: writes the HTTP contract from the routes of a service that is opened for this and closed again. */
export const contractCommand = (): Command =>
  new Command('contract')
    .description('Write the OpenAPI document from the routes')
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
        await writeFile(file, writeDocument(service.app.swagger()))
      } finally {
        await service.close()
        await rm(folder, { recursive: true, force: true })
      }
    })
