import { Command } from 'commander'
import { readConfig } from '../platform/config.ts'
import { openLog } from '../platform/log.ts'
import { changeMasterKey } from '../roles/change-master-key.ts'

const print = (line: string) => process.stdout.write(`${line}\n`)

/** `pocm keys rotate-master`: what the master key of before sealed is sealed by the one of now. */
export const rotateMasterCommand = (): Command =>
  new Command('rotate-master')
    .description(
      'Seal anew, with POCM_MASTER_KEY, all that the keys of POCM_MASTER_KEY_PREVIOUS sealed; a data folder whose key is ' +
        'in a file gets a new one. May be ended and begun again. Reads the same settings as the service',
    )
    .action(async () => {
      const config = readConfig()
      const { fingerprint, rotated } = await changeMasterKey(config, openLog(config.logLevel))
      for (const [column, count] of Object.entries(rotated)) print(`${column}: ${count} sealed anew`)
      print(`All is sealed with the master key whose fingerprint is ${fingerprint}. The one of before may go.`)
    })
