import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { openHeldKeys } from '../compliance/held-keys.ts'
import { openKeys } from '../compliance/master-key.ts'
import { openSigner, type Signer } from '../compliance/signer.ts'
import { complianceDocument } from '../evidence/document.ts'
import { allSources, writePack } from '../evidence/pack.ts'
import { examineSettings, readConfig } from '../platform/config.ts'
import { lockFolder } from '../platform/folder-lock.ts'
import { openLog } from '../platform/log.ts'
import { openDatabase } from '../postgres/database.ts'

const root = join(import.meta.dirname, '../..')
const print = (line: string) => process.stdout.write(`${line}\n`)

/** Lends the signer of the service whose settings are these; an embedded one has to be stopped. */
async function withSigner<T>(act: (signer: Signer) => Promise<T>): Promise<T> {
  const config = readConfig()
  const log = openLog(config.logLevel)
  const unlock = config.databaseUrl === undefined ? lockFolder(config.dataDir) : undefined
  try {
    const opened = await openDatabase(config, log, (error) => log.error({ err: error }, 'the ledger ended by itself'))
    try {
      const masters = openKeys(config.dataDir, config.masterKey, config.previousMasterKeys)
      return await act(await openSigner((await openHeldKeys(opened.db, masters)).signing))
    } finally {
      await opened.close()
    }
  } finally {
    unlock?.()
  }
}

/** `pocm compliance write|pack`: the mapping of requirements as a document, and as a pack with the results of tests. */
export const complianceCommand = (): Command =>
  new Command('compliance')
    .description('What law and standards ask, and what shows that it is there')
    .addCommand(
      new Command('write')
        .description('Write the document of the mapping')
        .argument('[file]', 'where to', join(root, 'docs/compliance.md'))
        .action(async (file: string) => writeFile(file, complianceDocument(await allSources(root)))),
    )
    .addCommand(
      new Command('pack')
        .description(
          'Write a validation pack: requirements with results, protocols, versions, bill of materials, settings',
        )
        .argument('<folder>', 'an empty folder, or one that is not there')
        .option('--results <files...>', 'what npm test -- --results FILE wrote, of this commit', [])
        .option('--incomplete', 'write it also without results of this commit, and mark it', false)
        .option(
          '--sign',
          "sign it by the service's key; reads the same settings as the service, an embedded one is stopped",
          false,
        )
        .action(async (folder: string, options: { results: string[]; incomplete: boolean; sign: boolean }) => {
          const { results, incomplete } = options
          const wish = { root, folder, results, incomplete, settings: examineSettings(), now: Date.now() }
          const write = (signer?: Signer) => writePack({ ...wish, sign: signer?.sign })
          const { problems, files } = options.sign ? await withSigner(write) : await write()
          for (const problem of problems) print(`incomplete: ${problem}`)
          print(`${folder}: ${files.length} files${options.sign ? ', signed' : ', not signed'}`)
        }),
    )
